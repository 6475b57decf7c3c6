package io.fsl.sftp;

import java.io.IOException;

/** No connection to the server could be made. */
public final class UnreachableException extends IOException {
  public UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
