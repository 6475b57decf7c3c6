package io.fsl.sftp;

import io.fsl.config.Password;
import io.fsl.config.Secret;
import io.fsl.config.Server;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.logging.Logger;
import java.util.stream.Stream;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.Service;
import net.schmizz.sshj.common.DisconnectReason;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.userauth.UserAuth;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.keyprovider.KeyPairWrapper;
import net.schmizz.sshj.userauth.method.AuthMethod;
import net.schmizz.sshj.userauth.method.AuthNone;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates one connection (RFC 4252). What the server demands together (a key and a password)
 * is given one after the other; each key is offered once, and a refused password never again, so
 * that no account is locked out. An RSA key comes once more, with its older algorithm, if the login
 * would fail otherwise: some servers know no other.
 *
 * <ol>
 *   <li>without a key, the server is asked what it accepts ({@code none});
 *   <li>of what it accepts, the keys come first, then the password, then keyboard-interactive;
 *   <li>a refusal tells anew what it accepts, and the next is tried until nothing is left;
 *   <li>at last the RSA keys are offered with rsa-sha2-256.
 * </ol>
 */
final class Login {
  private static final Logger LOG = Logger.getLogger(Login.class.getName());
  private static final String PUBLIC_KEY = "publickey";
  private static final String PASSWORD = "password";
  private static final String INTERACTIVE = "keyboard-interactive";

  /** With these a server hangs up on who offered too much; OpenSSH says protocol error. */
  private static final Set<DisconnectReason> REFUSALS =
      EnumSet.of(
          DisconnectReason.PROTOCOL_ERROR,
          DisconnectReason.HOST_NOT_ALLOWED_TO_CONNECT,
          DisconnectReason.AUTH_CANCELLED_BY_USER,
          DisconnectReason.NO_MORE_AUTH_METHODS_AVAILABLE,
          DisconnectReason.ILLEGAL_USER_NAME);

  private final SSHClient client;
  private final Server server;
  private final Deque<SignedKey> keys = new ArrayDeque<>();

  /** Keys that were refused, and have another algorithm. */
  private final Deque<SignedKey> refusedKeys = new ArrayDeque<>();

  private final List<String> faults;
  private final Set<String> refused = new LinkedHashSet<>();
  private final List<String> unused = new ArrayList<>(List.of(PASSWORD, INTERACTIVE));
  private @Nullable Secret password;

  Login(SSHClient client, Server server, Identities identities) {
    this.client = client;
    this.server = server;
    for (Identity key : identities.usable()) {
      keys.add(new SignedKey(new KeyPairWrapper(key.keys()), "key " + key.file()));
    }
    this.faults = new ArrayList<>(identities.faults());
    if (server.credentials().password() == null) {
      unused.clear();
    }
  }

  /** Whom and where, for messages. */
  static String who(Server server) {
    return server.username() + "@" + server.host() + ":" + server.port();
  }

  /**
   * Logs in.
   *
   * @throws AuthenticationException when the server does not accept what there is
   * @throws UnreachableException when the connection is lost meanwhile
   */
  void run() throws IOException {
    boolean in = keys.isEmpty() && accepted(new AuthNone(), "nothing");
    while (!in) {
      SignedKey key = accepts(PUBLIC_KEY) ? keys.poll() : null;
      if (key != null) {
        in = accepted(key, key.what());
        if (!accepts(PUBLIC_KEY)) {
          keys.addFirst(key); // the server wants something else first, and did not look at it
        } else if (refused.contains(key.what()) && key.useNextAlgorithm()) {
          refusedKeys.add(key);
        }
      } else if (accepts(PASSWORD) && unused.remove(PASSWORD)) {
        in = accepted(new PasswordMethod(password()), PASSWORD);
      } else if (accepts(INTERACTIVE) && unused.remove(INTERACTIVE)) {
        in = accepted(new InteractiveMethod(password()), INTERACTIVE);
      } else if (accepts(PUBLIC_KEY) && !refusedKeys.isEmpty()) {
        SignedKey again = refusedKeys.remove();
        in = accepted(again, again.what());
      } else {
        throw denied(client.getUserAuth().getAllowedMethods(), null);
      }
    }
    faults.forEach(fault -> LOG.warning(() -> who(server) + ": logged in, but " + fault));
  }

  /** Whether the server wants this method; nothing is known of that before its first refusal. */
  private boolean accepts(String method) {
    Collection<String> methods = client.getUserAuth().getAllowedMethods();
    return methods.isEmpty() || methods.contains(method);
  }

  private boolean accepted(AuthMethod method, String what) throws IOException {
    UserAuth auth = client.getUserAuth();
    boolean before = auth.hadPartialSuccess();
    int millis = client.getTransport().getTimeoutMs();
    try {
      if (auth.authenticate(server.username(), (Service) client.getConnection(), method, millis)) {
        return true;
      }
    } catch (SSHException e) {
      failed(method, what, e);
      return false;
    }
    boolean gained = before ? !accepts(method.getName()) : auth.hadPartialSuccess();
    if (!gained) {
      refuse(method, what);
    }
    return false;
  }

  private void refuse(AuthMethod method, String what) {
    if (!(method instanceof AuthNone) && (secret(method) || accepts(PUBLIC_KEY))) {
      refused.add(what);
    }
    if (method.getName().equals(PASSWORD)) {
      unused.clear();
    }
  }

  /** A method that fails here leaves the others; a lost connection ends the login. */
  private void failed(AuthMethod method, String what, SSHException e) throws IOException {
    if (e instanceof UserAuthException && e.getCause() == null) {
      faults.add(what + ": " + Cause.of(e));
      refuse(method, what);
      return;
    }
    boolean late = causes(e).anyMatch(TimeoutException.class::isInstance);
    if (!late && (secret(method) || !refused.isEmpty() || REFUSALS.contains(reason(e)))) {
      refused.add(what);
      throw denied(List.of(), e);
    }
    throw new UnreachableException(who(server) + ": lost during the login: " + Cause.of(e), e);
  }

  private static boolean secret(AuthMethod method) {
    return !(method instanceof SignedKey || method instanceof AuthNone);
  }

  private static DisconnectReason reason(Throwable error) {
    return causes(error)
        .filter(SSHException.class::isInstance)
        .map(cause -> ((SSHException) cause).getDisconnectReason())
        .filter(reason -> reason != DisconnectReason.UNKNOWN)
        .findFirst()
        .orElse(DisconnectReason.UNKNOWN);
  }

  private static Stream<Throwable> causes(Throwable error) {
    return Stream.iterate(error, Objects::nonNull, Throwable::getCause);
  }

  private Secret password() throws AuthenticationException {
    Password source = Objects.requireNonNull(server.credentials().password());
    if (password == null) {
      try {
        password = new PasswordReader(source, timeout()).read();
      } catch (IOException e) {
        throw new AuthenticationException(who(server) + ": " + e.getMessage(), e);
      }
    }
    return password;
  }

  private Duration timeout() {
    return Duration.ofMillis(client.getTransport().getTimeoutMs());
  }

  private AuthenticationException denied(Collection<String> accepted, @Nullable Throwable cause) {
    return new LoginRefusal(server, List.copyOf(refused), faults, accepted).exception(cause);
  }
}
