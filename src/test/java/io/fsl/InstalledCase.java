package io.fsl;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fsl.testing.Cli;
import io.fsl.testing.Commands;
import io.fsl.testing.OpenSshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The program, which is started in a folder of its own. */
abstract class InstalledCase {
  @TempDir Path temporary;
  Path folder;
  Cli fsl;

  @BeforeEach
  void install() throws IOException {
    folder = temporary.toRealPath();
    fsl = new Cli(folder);
  }

  Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  /** The program, started by a user whom permissions stop; the folder is theirs as well. */
  Cli asNobody() {
    if (!OpenSshServer.isRoot()) {
      return fsl;
    }
    Commands.run("chmod", "-R", "a+rwX", folder.toString());
    Cli nobody = fsl.by("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
    assumeTrue(nobody.run("--version").status() == 0, "nobody can start the program");
    return nobody;
  }
}
