package io.fsl.action;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Another run has the ledger. */
public final class LockedException extends IOException {
  private final transient OptionalLong pid;

  LockedException(Path lock, OptionalLong pid) {
    super(
        lock
            + ": locked by "
            + (pid.isPresent() ? "process " + pid.getAsLong() : "another process"));
    this.pid = pid;
  }

  /** The process that has it; empty if it has not said so yet. */
  public OptionalLong pid() {
    return pid;
  }
}
