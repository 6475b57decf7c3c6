package io.fsl.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A system user with a password, for password logins at a real sshd; {@link #close} removes it. */
public record TemporaryUser(String name, String password) implements AutoCloseable {
  /** Makes a user; tests that need one are skipped unless they run as root. */
  public static TemporaryUser create() {
    assumeTrue(OpenSshServer.isRoot(), "only root can make a user to log in with a password");
    TemporaryUser user =
        new TemporaryUser("fsl" + ProcessHandle.current().pid(), "päss wörd 'x\" $y");
    Commands.run("useradd", "--no-create-home", "--home-dir", "/", "--shell", "/bin/sh", user.name);
    Commands.runWithInput(user.name + ":" + user.password + "\n", "chpasswd");
    return user;
  }

  @Override
  public void close() {
    Commands.run("userdel", "--force", name);
  }
}
