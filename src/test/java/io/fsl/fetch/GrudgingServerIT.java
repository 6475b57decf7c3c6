package io.fsl.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.OpenSshServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that grant fewer connections and sessions than might help. */
class GrudgingServerIT {
  /** Enough that a second connection is tried for. */
  private static final int FILES = 1500;

  @TempDir Path temporary;
  private Path home;

  @BeforeEach
  void makeHome() throws IOException {
    home = Files.createDirectory(temporary.resolve("sshd"));
  }

  private FetchSite site(OpenSshServer sshd) throws IOException {
    FetchSite site = new FetchSite(temporary, sshd);
    site.put("a/x", "1");
    site.shell("cd remote/a && for i in {1.." + FILES + "}; do echo $i > f$i; done");
    return site.source("a", "connections: 4");
  }

  private static void assertAllCame(FetchSite site) throws IOException {
    assertEquals(FILES + 1, site.names("in/a").split(" ", -1).length);
    assertEquals("", site.shell("diff -r remote/a in/a -x .fsl"));
  }

  @Test
  void oneSessionForEachConnection() throws IOException {
    try (OpenSshServer sshd = OpenSshServer.start(home, "MaxSessions 1")) {
      FetchSite site = site(sshd);
      site.fetch(0);
      assertAllCame(site);
    }
  }

  /** Somebody else has the one place of those who have not logged in yet. */
  @Test
  void oneLoginAtATime() throws IOException {
    try (OpenSshServer sshd = OpenSshServer.start(home, "MaxStartups 1", "LoginGraceTime 10")) {
      FetchSite site = site(sshd).set("retries: 5", "retry_wait: 3s");
      try (Socket occupant = new Socket(InetAddress.getLoopbackAddress(), sshd.port())) {
        assertTrue(occupant.getInputStream().read() >= 0);
        site.fetch(0); // once sshd has thrown the other out
      }
      assertAllCame(site);
    }
  }
}
