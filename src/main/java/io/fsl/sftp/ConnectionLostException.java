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
}
