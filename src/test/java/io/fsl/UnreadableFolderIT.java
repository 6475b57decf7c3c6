package io.fsl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Cli;
import io.fsl.testing.Commands;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/**
 * Incoming has a folder that cannot be read, by a user for whom that counts. What was copied from
 * there is gone since, which the ledger is to forget.
 */
class UnreadableFolderIT extends InstalledCase {
  private void configure(String more) throws IOException {
    write(
        "etc/copier.yml",
        """
        file_sources:
          feeds:
            incoming: incoming
            files_pattern: '*'
            recursive: yes
            copy_to:
              one: {dir: one}
        """
            + more.indent(4));
  }

  private Cli.Result copyWithout(String mode, String shut) {
    Commands.run("chmod", mode, folder.resolve(shut).toString());
    Cli.Result result = fsl.run("copy", "--loops", "1");
    Commands.run("chmod", "777", folder.resolve(shut).toString());
    assertEquals(74, result.status(), result.err());
    assertTrue(result.err().contains(shut), result.err());
    assertTrue(result.err().contains(": Permission denied\n"), result.err());
    return result;
  }

  @Test
  void itHoldsUpNoOther() throws IOException {
    configure("delete_incoming_file: no");
    write("incoming/shut/x", "first");
    write("incoming/open/x", "first");
    fsl = asNobody();
    assertEquals(new Cli.Result(0, "", ""), fsl.run("copy", "--loops", "1"));
    Files.delete(folder.resolve("incoming/shut/x"));
    Files.delete(folder.resolve("incoming/open/x"));
    write("incoming/open/y", "second");
    Cli.Result result = copyWithout("311", "incoming/shut");
    assertTrue(result.err().contains("loop 1: 1 copied (6 B), 0 skipped, 1 failed"), result.err());
    assertEquals("second", Files.readString(folder.resolve("one/open/y")));
    assertEquals(new Cli.Result(0, "", ""), fsl.run("copy", "--loops", "1"));
  }

  @Test
  void oneOfDoneFilesHoldsUpNoOther() throws IOException {
    configure("delete_incoming_file: no\ndone_file: ok/{name}");
    write("incoming/a/x", "first");
    write("incoming/a/ok/x", "");
    fsl = asNobody();
    assertEquals(new Cli.Result(0, "", ""), fsl.run("copy", "--loops", "1"));
    configure("done_file: ok/{name}");
    Files.delete(folder.resolve("incoming/a/x"));
    write("incoming/b/y", "second");
    write("incoming/b/ok/y", "");
    Commands.run("chmod", "-R", "a+rwX", folder.resolve("incoming").toString());
    copyWithout("000", "incoming/a/ok");
    assertEquals("second", Files.readString(folder.resolve("one/b/y")));
    assertTrue(Files.notExists(folder.resolve("incoming/b/ok/y")));
  }
}
