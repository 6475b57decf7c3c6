package io.fsl.sftp;

import java.io.IOException;

/**
 * There is no connection to the server, and there will be none: it could not be made, the server
 * has fallen silent, or the remote was closed. Nothing is tried again.
 */
public final class UnreachableException extends IOException {
  public UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }

  public UnreachableException(String message) {
    super(message);
  }
}
