package io.fsl.fetch;

import io.fsl.testing.OpenSshServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A site that fetches from an OpenSSH server, which runs as long as the tests of the class. */
abstract class AtOpenSsh {
  /** Of the server. */
  @TempDir static Path home;

  static OpenSshServer sshd;
  @TempDir Path temporary;
  FetchSite site;

  @BeforeAll
  static void start() throws IOException {
    sshd = OpenSshServer.start(home);
  }

  @AfterAll
  static void stop() {
    sshd.close();
  }

  @BeforeEach
  void site() throws IOException {
    site = new FetchSite(temporary, sshd);
  }

  /** Another server, whose sessions permissions stop; the site fetches from it from now on. */
  OpenSshServer unprivileged() throws IOException {
    OpenSshServer server = new UnprivilegedServer(temporary).start();
    site = new FetchSite(temporary, server);
    return server;
  }
}
