package io.fsl.action;

import java.io.IOException;

/** Nothing is wrong, but the file has to wait for a later loop. */
public final class WaitingException extends IOException {
  public WaitingException(String message) {
    super(message);
  }
}
