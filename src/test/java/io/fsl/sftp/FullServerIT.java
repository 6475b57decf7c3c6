package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Await;
import io.fsl.testing.Bytes;
import io.fsl.testing.Collected;
import io.fsl.testing.OpenSshServer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that does not grant all the connections that might help. */
class FullServerIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  /** Enough that a second connection is tried for. */
  private static final int FILES = 3000;

  @TempDir Path folder;

  @Test
  void oneSessionPerConnectionIsEnough() throws Exception {
    try (OpenSshServer sshd = OpenSshServer.start(folder, "MaxSessions 1");
        Remote remote = FolderStore.connect(sshd.server(), 4, TIMEOUT)) {
      readAll(remote);
      assertTrue(sshd.log().split("Accepted publickey", -1).length > 2, sshd::log);
    }
  }

  @Test
  void aRefusedFurtherConnectionIsNoError() throws Exception {
    try (OpenSshServer sshd = OpenSshServer.start(folder, "MaxStartups 1");
        Remote remote = FolderStore.connect(sshd.server(), 4, TIMEOUT);
        Socket occupant = new Socket(InetAddress.getLoopbackAddress(), sshd.port())) {
      assertTrue(occupant.getInputStream().read() >= 0);
      readAll(remote);
      Await.until("sshd refuses one", () -> sshd.log().contains("MaxStartups"));
      assertEquals(1, sshd.log().split("Accepted publickey", -1).length - 1);
    }
  }

  private void readAll(Remote remote) throws Exception {
    byte[] content = Bytes.some(10_000);
    Files.write(folder.resolve("file"), content);
    List<Collected> sinks = new ArrayList<>();
    List<CompletableFuture<?>> reads = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      sinks.add(new Collected());
      reads.add(remote.read(path("file"), 0, content.length, sinks.get(i)));
    }
    for (int i = 0; i < FILES; i++) {
      reads.get(i).get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      assertArrayEquals(content, sinks.get(i).bytes());
    }
  }

  private RemotePath path(String name) {
    return RemotePath.of(folder.resolve(name).toString(), StandardCharsets.UTF_8);
  }
}
