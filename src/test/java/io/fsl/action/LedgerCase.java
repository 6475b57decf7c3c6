package io.fsl.action;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.io.TempDir;

/** A ledger {@code test} in a folder of its own. */
abstract class LedgerCase {
  @TempDir Path folder;

  Ledger open() throws IOException {
    return Ledger.open(folder, "test", true);
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  Path store() {
    return folder.resolve("test.mv");
  }

  long countAside() throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(f -> f.getFileName().toString().startsWith("test.mv.damaged-")).count();
    }
  }

  /** As after a power cut: what the file has is all that counts. */
  Ledger asCommitted() throws IOException {
    Path copy = Files.createDirectories(folder.resolve("copy"));
    Files.copy(store(), copy.resolve("test.mv"), StandardCopyOption.REPLACE_EXISTING);
    return Ledger.peek(copy, "test");
  }
}
