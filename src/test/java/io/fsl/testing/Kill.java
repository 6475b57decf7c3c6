package io.fsl.testing;

import java.util.List;

/**
 * One way to end a process on the spot.
 *
 * @param step what it is about to do then
 * @param prefix a command that runs the rest of its arguments, and ends with {@link Kills#KILLED}
 *     if it was hit
 */
public record Kill(String step, List<String> prefix) {
  public Kill {
    prefix = List.copyOf(prefix);
  }
}
