package io.fsl.sftp;

import static io.fsl.sftp.Connections.TIMEOUT;
import static io.fsl.sftp.Connections.connect;
import static io.fsl.sftp.Connections.fault;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Await;
import io.fsl.testing.Commands;
import io.fsl.testing.OpenSshServer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import net.schmizz.sshj.SSHClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections to a real sshd, and their end. */
class SshConnectorIT {
  @TempDir Path folder;

  @Test
  void opensChannelsWithALargeWindow() throws Exception {
    try (OpenSshServer sshd = OpenSshServer.start(folder)) {
      SSHClient client = new SshConnector(sshd.server(), TIMEOUT).connect();
      assertEquals(8 << 20, client.getConnection().getWindowSize());
      assertEquals(32 << 10, client.getConnection().getMaxPacketSize());
      assertTrue(client.getSocket().getTcpNoDelay());
      SshConnector.drop(client);
      Await.until("sshd's session ends", () -> sshd.process().children().findAny().isEmpty());
    }
  }

  @Test
  void connectsAgainAndAgain() throws Exception {
    try (OpenSshServer sshd = OpenSshServer.start(folder)) {
      SshConnector connector = new SshConnector(sshd.server(), TIMEOUT);
      SSHClient first = connector.connect();
      SSHClient second = connector.connect();
      SshConnector.drop(first);
      assertTrue(second.isConnected());
      SshConnector.drop(second);
    }
  }

  /** A server that is full hangs up before it says who it is: that may pass. */
  @Test
  void aFullServerIsUnreachable() throws Exception {
    try (OpenSshServer sshd = OpenSshServer.start(folder, "MaxStartups 1");
        Socket occupant = new Socket(InetAddress.getLoopbackAddress(), sshd.port())) {
      assertTrue(occupant.getInputStream().read() >= 0);
      fault(sshd.server(), TIMEOUT);
    }
  }

  /** As when the network goes away: nothing comes, and nothing says that nothing will. */
  @Test
  void aDeadServerIsNoticed() throws Exception {
    try (OpenSshServer sshd = OpenSshServer.start(folder)) {
      SSHClient client = new SshConnector(sshd.server(), Duration.ofSeconds(2)).connect();
      signal(sshd, "STOP");
      long start = System.nanoTime();
      Await.until("the connection counts as dead", () -> !client.isConnected());
      Duration taken = Duration.ofNanos(System.nanoTime() - start);
      assertTrue(taken.compareTo(Duration.ofSeconds(5)) < 0, taken::toString);
      SshConnector.drop(client);
      signal(sshd, "CONT");
    }
  }

  @Test
  void anIdleConnectionStays() throws Exception {
    try (OpenSshServer sshd = OpenSshServer.start(folder, "LogLevel DEBUG")) {
      SSHClient client = new SshConnector(sshd.server(), Duration.ofSeconds(1)).connect();
      Await.until("three keep-alives", () -> sshd.log().split("keepalive@", -1).length > 3);
      assertTrue(client.isConnected());
      SshConnector.drop(client);
    }
  }

  @Test
  void aKilledServerIsUnreachable() throws Exception {
    OpenSshServer sshd = OpenSshServer.start(folder);
    connect(sshd.server());
    sshd.close();
    fault(sshd.server(), TIMEOUT);
  }

  /** The process of the login may be about to end, and not be there any more. */
  private static void signal(OpenSshServer sshd, String signal) {
    sshd.process()
        .descendants()
        .forEach(
            session -> Commands.result("", "kill", "-" + signal, Long.toString(session.pid())));
  }
}
