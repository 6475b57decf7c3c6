package io.fsl.sftp;

import io.fsl.testing.OpenSshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Our engine at a real sshd. */
class OpenSshRemoteIT extends RemoteContract {
  @TempDir static Path home;
  private static OpenSshServer sshd;
  @TempDir Path folder;

  @BeforeAll
  static void start() throws IOException {
    sshd = OpenSshServer.start(Files.createDirectory(home.resolve("sshd")));
  }

  @AfterAll
  static void stop() {
    sshd.close();
  }

  @Override
  Store store() throws IOException {
    return new FolderStore(folder, folder.toString(), sshd.server(), 4_294_967_295L, () -> {});
  }
}
