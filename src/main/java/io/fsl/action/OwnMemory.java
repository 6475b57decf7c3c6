package io.fsl.action;

import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The memory that the program itself takes up. */
public final class OwnMemory {
  private static final Logger LOG = Logger.getLogger("io.fsl.memory");

  private OwnMemory() {}

  /**
   * Gives back what only the start needed: a third of the program reads the configuration, agrees
   * on keys and logs in. Where that cannot be, as without /proc, more memory stays in use.
   */
  public static void releaseStart() {
    try {
      NativeSyscalls.get().releaseImage();
    } catch (IOException e) {
      LOG.log(Level.FINE, "memory: {0}", Reason.of(e));
    }
  }
}
