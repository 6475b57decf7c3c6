package io.fsl.sftp;

import io.fsl.testing.MinaServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Our engine at a server that is not OpenSSH. */
class MinaRemoteTest extends RemoteContract {
  @TempDir Path folder;

  @Override
  Store store() throws IOException {
    MinaServer mina = MinaServer.start(folder);
    return new FolderStore(folder, "/", mina.server(), Integer.MAX_VALUE, mina::close);
  }
}
