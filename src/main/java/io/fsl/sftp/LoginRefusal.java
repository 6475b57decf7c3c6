package io.fsl.sftp;

import io.fsl.config.Server;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The words with which a login fails.
 *
 * @param refused what was offered in vain
 * @param faults what could not be offered
 * @param accepted the methods that the server would take; empty when it hung up without telling
 */
record LoginRefusal(
    Server server, List<String> refused, List<String> faults, Collection<String> accepted) {
  AuthenticationException exception(@Nullable Throwable cause) {
    List<String> facts = new ArrayList<>();
    facts.add(refused.isEmpty() ? "the login failed" : "refused " + String.join(", ", refused));
    if (!accepted.isEmpty()) {
      facts.add("the server accepts " + Cause.printable(String.join(", ", accepted)));
    }
    facts.addAll(faults);
    if (cause != null) {
      facts.add(Cause.of(cause));
    }
    facts.add("hint: " + hint());
    String message = Login.who(server) + ": " + String.join("; ", facts);
    return cause == null
        ? new AuthenticationException(message)
        : new AuthenticationException(message, cause);
  }

  private String hint() {
    boolean keys = accepted.isEmpty() || accepted.contains("publickey");
    boolean password =
        accepted.isEmpty()
            || accepted.contains("password")
            || accepted.contains("keyboard-interactive");
    if (keys && !password && server.credentials().keys().isEmpty()) {
      return "set ssh_key: the server takes no password";
    }
    if (keys && !password) {
      return "check username and ssh_key, and that the key is in the server's authorized_keys";
    }
    if (password && server.credentials().password() == null) {
      return "check username and ssh_key, or set password";
    }
    return keys ? "check username, ssh_key and password" : "check username and password";
  }
}
