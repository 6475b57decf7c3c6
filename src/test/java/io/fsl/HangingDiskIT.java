package io.fsl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Await;
import io.fsl.testing.Cli;
import io.fsl.testing.NetworkDisk;
import io.fsl.testing.OpenSshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A destination in the network whose server does not answer. */
class HangingDiskIT extends InstalledCase {
  /** From the very start, when the configuration is read and its folders are compared. */
  @Test
  void itHoldsUpNoOther() throws IOException {
    write(
        "etc/copier.yml",
        """
        file_sources:
          one:
            incoming: incoming/one
            copy_to:
              hanging: {dir: net/one}
              other: {dir: out/one}
          two:
            incoming: incoming/two
            copy_to:
              other: {dir: out/two}
        """);
    write("incoming/one/x.csv", "first");
    write("incoming/two/y.csv", "second");
    try (OpenSshServer server = OpenSshServer.start(Files.createDirectory(folder.resolve("sshd")));
        NetworkDisk disk =
            NetworkDisk.mount(folder.resolve("net"), server, folder.resolve("served"))) {
      disk.hang();
      Cli.Running running = fsl.start("copy", "--loops", "1");
      Await.until("one is served", () -> Files.exists(folder.resolve("out/one/x.csv")));
      Await.until("the other is served", () -> !Files.exists(folder.resolve("incoming/two/y.csv")));
      assertTrue(Files.exists(folder.resolve("incoming/one/x.csv")), "one destination lacks it");
      disk.goOn();
      Cli.Result result = running.end(Duration.ofMinutes(1));
      assertEquals(0, result.status(), result.err());
      assertTrue(result.err().contains("net/one could not be looked at; "), result.err());
      assertEquals("first", Files.readString(folder.resolve("served/one/x.csv")));
      assertTrue(Files.notExists(folder.resolve("incoming/one/x.csv")));
    }
  }
}
