package io.fsl.config;

/** What becomes of the remote file once every place has it. */
public sealed interface AfterFetch {
  /** It stays. */
  record Keep() implements AfterFetch {}

  /** It is removed. */
  record Delete() implements AfterFetch {}

  /**
   * It is moved.
   *
   * @param folder remote, relative to the source's folder or absolute
   */
  record Move(String folder) implements AfterFetch {}
}
