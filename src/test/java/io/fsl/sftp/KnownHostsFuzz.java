package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.fsl.sftp.KnownHost.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is in a known_hosts file: its lines are understood or passed over. */
class KnownHostsFuzz {
  private static final String NAME = "host.example.com";
  private static final HostKey KEY =
      new HostKey(
          "ssh-ed25519", "AAAAC3NzaC1lZDI1NTE5AAAAIHrxyVHJzzjIiMS0Bv4qF8lFNxx9VGmZEGuQvQmYFbeR");

  @TempDir static Path folder;

  @MethodSource("texts")
  @FuzzTest
  void everyLineIsUnderstoodOrPassedOver(byte[] text) throws IOException {
    Path file = Files.write(folder.resolve("known_hosts"), text);
    List<KnownHost> lines = KnownHosts.read(List.of(file), NAME, 22).lines();
    String content = new String(text, StandardCharsets.ISO_8859_1);
    lines.forEach(line -> assertTrue(has(content, line.key()), "a key that is not there"));
    assertAdded(file, lines.stream().noneMatch(line -> line.kind() == Kind.KEY));
  }

  /** Base64 may be written in several ways. */
  private static boolean has(String content, HostKey key) {
    return Stream.of(content.split("\\s+")).anyMatch(word -> key.base64().equals(recoded(word)));
  }

  private static String recoded(String word) {
    try {
      return Base64.getEncoder().encodeToString(Base64.getDecoder().decode(word));
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /** A key that is added is found from then on; and is added to no host that has one. */
  private static void assertAdded(Path file, boolean isNew) throws IOException {
    long before = Files.size(file);
    new KnownHostsFile(file).addFirst(NAME, KEY);
    assertEquals(isNew, Files.size(file) > before);
    KnownHosts known = KnownHosts.read(List.of(file), NAME, 22);
    assertTrue(!isNew || known.find(Kind.KEY, KEY).isPresent(), "what was added is not found");
  }

  static Stream<byte[]> texts() {
    return Stream.of(
            "host.example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHrxyVHJzzjIiMS0Bv4qF8lFNxx9VGmZEGuQvQmYFbeR c\n",
            "@revoked * ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHrxyVHJzzjIiMS0Bv4qF8lFNxx9VGmZEGuQvQmYFbeR\n#\n",
            "@cert-authority *.example.com,!host.* ssh-rsa AAAAB3NzaC1yc2E=\n\n",
            "|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg= ssh-ed25519 AAAAC3NzaC1lZDI1NTE5",
            "[host.example.com]:2222,h?st* ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY=")
        .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
