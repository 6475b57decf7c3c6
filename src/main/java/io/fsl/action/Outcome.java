package io.fsl.action;

import java.util.List;

/** What became of one file. */
public sealed interface Outcome {
  /** The source's name in the configuration. */
  String source();

  /** The file's path relative to the source's folder, safe to print. */
  String file();

  /**
   * It is where it should be.
   *
   * @param targets the paths it was published under, safe to print
   * @param bytes how many were transferred for it
   */
  record Done(String source, String file, List<String> targets, long bytes) implements Outcome {}

  /** It is left for a later loop, or for good, as configured: all is well. */
  record Skipped(String source, String file, String reason) implements Outcome {}

  /** It failed, or waits for something that someone has to provide. */
  record Failed(String source, String file, Trouble trouble, String reason) implements Outcome {}
}
