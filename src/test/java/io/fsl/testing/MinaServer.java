package io.fsl.testing;

import io.fsl.config.Credentials;
import io.fsl.config.HostKeyCheck;
import io.fsl.config.HostKeyPolicy;
import io.fsl.config.Password;
import io.fsl.config.Secret;
import io.fsl.config.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/**
 * An Apache MINA SSHD in this process, for what a real sshd cannot be brought to do. It serves one
 * folder over SFTP to {@link #USER} with {@link #PASSWORD}.
 */
public record MinaServer(SshServer sshd) implements AutoCloseable {
  public static final String USER = "mina";
  public static final String PASSWORD = "secret";

  /** Starts a server. */
  public static MinaServer start(Path root) throws IOException {
    return start(root, sshd -> {});
  }

  /**
   * Starts a server.
   *
   * @param customise changes the server before it starts
   */
  public static MinaServer start(Path root, Consumer<SshServer> customise) throws IOException {
    SshServer sshd = SshServer.setUpDefaultServer();
    sshd.setHost("127.0.0.1");
    sshd.setPort(0);
    sshd.setKeyPairProvider(new SimpleGeneratorHostKeyProvider());
    sshd.setPasswordAuthenticator(
        (user, password, session) -> user.equals(USER) && password.equals(PASSWORD));
    sshd.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
    sshd.setFileSystemFactory(new VirtualFileSystemFactory(root));
    customise.accept(sshd);
    sshd.start();
    return new MinaServer(sshd);
  }

  /** How to log in with the password; any host key is taken. */
  public Server server() {
    return server(PASSWORD);
  }

  /** How to log in with a password; any host key is taken. */
  public Server server(String password) {
    return new Server(
        "127.0.0.1",
        sshd.getPort(),
        USER,
        new Credentials(new Password.Literal(new Secret(password)), List.of(), null),
        new HostKeyPolicy(List.of(), List.of(), HostKeyCheck.OFF));
  }

  @Override
  public void close() throws IOException {
    sshd.close(true).await(Duration.ofSeconds(30));
  }
}
