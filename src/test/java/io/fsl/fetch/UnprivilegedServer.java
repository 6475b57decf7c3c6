package io.fsl.fetch;

import io.fsl.testing.OpenSshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An sshd whose sessions are not those of root, whom no permission stops. */
record UnprivilegedServer(Path folder) {
  private static final int NOBODY = 65534;

  OpenSshServer start() throws IOException {
    Path own = Files.createDirectories(folder.resolve("sshd"));
    if (!OpenSshServer.isRoot()) {
      return OpenSshServer.start(own);
    }
    String server = "/usr/lib/openssh/sftp-server";
    return OpenSshServer.start(
        own, "Subsystem sftp /usr/bin/setpriv --reuid=" + NOBODY + " --clear-groups " + server);
  }
}
