package io.fsl.sftp;

import static io.fsl.sftp.Connections.connect;
import static io.fsl.sftp.Connections.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.config.Credentials;
import io.fsl.config.Password;
import io.fsl.config.Secret;
import io.fsl.config.Server;
import io.fsl.testing.OpenSshServer;
import io.fsl.testing.TemporaryUser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real sshd that demands a password, a key, or both, of a user of its own. */
class DemandsIT {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          # the server demands                      ; given         ; what happens
          password                                  ; password      ; in
          password                                  ; both          ; in
          publickey                                 ; key           ; in
          publickey,password                        ; both          ; in
          password,publickey                        ; both          ; in
          publickey,password                        ; key           ; accepts password
          publickey,password                        ; password      ; accepts publickey
          password,publickey                        ; password      ; accepts publickey
          publickey password                        ; password      ; in
          publickey password                        ; key           ; in
          keyboard-interactive:pam                  ; password      ; in
          publickey,keyboard-interactive:pam        ; both          ; in
          publickey,keyboard-interactive:pam        ; key           ; accepts keyboard-interactive
          """)
  void givesWhatIsDemanded(String methods, String given, String outcome) throws Exception {
    boolean pam = methods.contains("pam");
    Path own = Files.createDirectory(folder.resolve("own"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    try (TemporaryUser user = TemporaryUser.create();
        OpenSshServer demanding =
            OpenSshServer.start(
                own, "AuthenticationMethods " + methods, "UsePAM " + (pam ? "yes" : "no"))) {
      Password password = new Password.Literal(new Secret(user.password()));
      Credentials credentials =
          new Credentials(
              given.equals("key") ? null : password,
              given.equals("password") ? List.of() : List.of(demanding.userKey().file()),
              null);
      Server server = as(user.name(), demanding.server(credentials));
      if (outcome.equals("in")) {
        connect(server);
      } else {
        assertSays(server, outcome);
      }
    }
  }

  @Test
  void offersAWrongPasswordOnce() throws Exception {
    Path own = Files.createDirectory(folder.resolve("own"));
    try (TemporaryUser user = TemporaryUser.create();
        OpenSshServer asking = OpenSshServer.start(own, "UsePAM yes")) {
      Password wrong = new Password.Literal(new Secret("Wrong-4711"));
      String message =
          refusal(as(user.name(), asking.server(new Credentials(wrong, List.of(), null))));
      assertTrue(
          message.contains("refused password; the server accepts publickey, password"), message);
      assertFalse(message.contains("4711"), message);
      assertEquals(1, Pattern.compile("Failed \\S+ for").matcher(asking.log()).results().count());
    }
  }

  @Test
  void takesThePasswordOfACommand() throws Exception {
    Path own = Files.createDirectory(folder.resolve("own"));
    try (TemporaryUser user = TemporaryUser.create();
        OpenSshServer asking = OpenSshServer.start(own)) {
      Path file = Files.writeString(folder.resolve("secret"), user.password() + "\r\nmore\n");
      Password command = new Password.OfCommand("cat '" + file + "'");
      connect(as(user.name(), asking.server(new Credentials(command, List.of(), null))));
      Password inFile = new Password.InFile(file);
      connect(as(user.name(), asking.server(new Credentials(inFile, List.of(), null))));
      Password missing = new Password.InFile(folder.resolve("missing"));
      assertSays(
          as(user.name(), asking.server(new Credentials(missing, List.of(), null))),
          "password_file " + folder.resolve("missing") + ": No such file or directory");
    }
  }

  private static Server as(String user, Server server) {
    return new Server(server.host(), server.port(), user, server.credentials(), server.hostKeys());
  }

  private static void assertSays(Server server, String words) {
    String message = refusal(server);
    assertTrue(message.contains(words), message);
  }
}
