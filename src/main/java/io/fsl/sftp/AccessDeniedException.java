package io.fsl.sftp;

import java.io.IOException;

/**
 * The server did not let fsl in, or fsl did not trust the server: authentication or host key. Never
 * tried again within a loop.
 */
public final class AccessDeniedException extends IOException {
  public AccessDeniedException(String message, Throwable cause) {
    super(message, cause);
  }

  public AccessDeniedException(String message) {
    super(message);
  }
}
