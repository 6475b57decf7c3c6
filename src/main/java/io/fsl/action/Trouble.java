package io.fsl.action;

/** What can go wrong in a loop, by what the user has to do about it. Each has an exit status. */
public enum Trouble {
  /** A file failed. */
  FILE,
  /** A file or source waits for space or quota. */
  SPACE,
  /** The ledger was damaged, or lost track of a file, and was rebuilt. */
  LEDGER,
  /** A source cannot be reached. */
  UNREACHABLE,
  /** A folder cannot be read or a disk fails. */
  INPUT_OUTPUT,
  /** A log, state or output folder cannot be created. */
  CANNOT_CREATE,
  /** Authentication or host key. */
  ACCESS,
  /** A fault of fsl. */
  INTERNAL
}
