package io.fsl.action;

import java.io.IOException;

/** The file is no longer the version that was listed: it waits for the next loop. */
public final class ChangedException extends IOException {
  public ChangedException(String message) {
    super(message);
  }
}
