package io.fsl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fsl.testing.Cli;
import io.fsl.testing.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Incoming has a folder that cannot be read, by a user for whom that counts. */
class UnreadableFolderIT {
  @TempDir Path temporary;

  private void write(String file, String text) throws IOException {
    Path path = temporary.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  /** Files that were copied from there are gone since, which the ledger is to forget. */
  @Test
  void itHoldsUpNoOther() throws IOException {
    Path folder = temporary.toRealPath();
    write(
        "etc/copier.yml",
        """
        file_sources:
          feeds:
            incoming: incoming
            files_pattern: '*'
            recursive: yes
            delete_incoming_file: no
            copy_to:
              one: {dir: one}
        """);
    write("incoming/shut/x", "first");
    write("incoming/open/x", "first");
    Cli fsl = new Cli(folder);
    if (Files.getAttribute(folder, "unix:uid").equals(0)) {
      Commands.run("chmod", "-R", "a+rwX", folder.toString());
      fsl = fsl.by("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
      assumeTrue(fsl.run("--version").status() == 0, "nobody can start the program");
    }
    assertEquals(new Cli.Result(0, "", ""), fsl.run("copy", "--loops", "1"));
    Files.delete(folder.resolve("incoming/shut/x"));
    Files.delete(folder.resolve("incoming/open/x"));
    write("incoming/open/y", "second");
    Commands.run("chmod", "311", folder + "/incoming/shut");
    Cli.Result result = fsl.run("copy", "--loops", "1");
    Commands.run("chmod", "777", folder + "/incoming/shut");
    assertEquals(74, result.status(), result.err());
    assertTrue(result.err().contains("incoming/shut: Permission denied"), result.err());
    assertTrue(result.err().contains("loop 1: 1 copied (6 B), 0 skipped, 1 failed"), result.err());
    assertEquals("second", Files.readString(folder.resolve("one/open/y")));
    assertEquals(new Cli.Result(0, "", ""), fsl.run("copy", "--loops", "1"));
  }
}
