package io.fsl.action;

import java.io.IOException;

/** A file has to wait for a later loop, though nothing is wrong; the message says for what. */
public final class WaitingException extends IOException {
  public WaitingException(String message) {
    super(message);
  }
}
