package io.fsl.linux;

import io.fsl.text.Reason;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The memory that the program itself takes up. */
public final class OwnMemory {
  private static final Logger LOG = Logger.getLogger("io.fsl.memory");

  private OwnMemory() {}

  /**
   * Gives back the code that was needed so far, between two parts of a run: a third of the program
   * reads the configuration, agrees on keys and logs in, another fetches, and what tidies up after
   * that needs little of either. Where that cannot be, as without /proc, more memory stays in use.
   */
  public static void releaseCode() {
    try {
      NativeSyscalls.get().releaseImage();
    } catch (IOException e) {
      LOG.log(Level.FINE, "memory: {0}", Reason.of(e));
    }
  }
}
