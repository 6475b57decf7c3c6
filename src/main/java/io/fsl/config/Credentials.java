package io.fsl.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How fsl proves who it is.
 *
 * @param password null: none
 * @param keys private keys, tried in order; with neither keys nor password, the usual ones of
 *     ~/.ssh
 * @param passphrase of the encrypted keys; null: none
 */
public record Credentials(
    @Nullable Password password, List<Path> keys, @Nullable Secret passphrase) {
  public Credentials {
    keys = List.copyOf(keys);
  }
}
