package io.fsl.sftp;

import java.io.IOException;

/** The connection broke or fell silent: what was under way may be tried again. */
public final class ConnectionLostException extends IOException {
  public ConnectionLostException(String message, Throwable cause) {
    super(message, cause);
  }

  public ConnectionLostException(String message) {
    super(message);
  }

  /**
   * What becomes of a request whose connection ends: it may be tried again, unless the server is
   * given up.
   *
   * @param what the request and its path
   */
  static IOException of(String what, IOException cause) {
    String message = what + ": " + cause.getMessage();
    return cause instanceof UnreachableException
        ? new UnreachableException(message, cause)
        : new ConnectionLostException(message, cause);
  }
}
