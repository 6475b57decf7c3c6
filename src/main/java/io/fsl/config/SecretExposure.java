package io.fsl.config;

import io.fsl.text.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Whether a secret that is written out in a file, or is one, can be read by others than its owner.
 */
final class SecretExposure {
  private SecretExposure() {}

  /**
   * Warnings for the log.
   *
   * @param keys of the secrets in the file, or those that name it
   */
  static List<String> warnings(Path file, Collection<String> keys) {
    Set<PosixFilePermission> permissions = permissions(file);
    boolean exposed =
        permissions.contains(PosixFilePermission.GROUP_READ)
            || permissions.contains(PosixFilePermission.OTHERS_READ);
    if (keys.isEmpty() || !exposed) {
      return List.of();
    }
    String mode = PosixFilePermissions.toString(permissions);
    String text =
        "%s: %s can be read by others (%s); hint: chmod 600 %s"
            .formatted(file, String.join(", ", keys), mode, file);
    return List.of(Printable.of(text));
  }

  private static Set<PosixFilePermission> permissions(Path file) {
    try {
      return Files.getPosixFilePermissions(file);
    } catch (IOException | UnsupportedOperationException e) {
      return Set.of();
    }
  }
}
