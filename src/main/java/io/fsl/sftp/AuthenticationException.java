package io.fsl.sftp;

import java.io.IOException;

/**
 * Server and client did not accept each other: the host key is not trusted, or the login was
 * refused. It is not tried again within a loop.
 */
public final class AuthenticationException extends IOException {
  public AuthenticationException(String message, Throwable cause) {
    super(message, cause);
  }

  public AuthenticationException(String message) {
    super(message);
  }
}
