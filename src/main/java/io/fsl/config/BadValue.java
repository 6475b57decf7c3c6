package io.fsl.config;

import java.util.Optional;

/** The text of a value does not mean what it should. The message says what is wrong with it. */
final class BadValue extends IllegalArgumentException {
  private final transient Optional<String> expected;

  BadValue(String wrong) {
    super(wrong);
    this.expected = Optional.empty();
  }

  /**
   * @param expected what is expected, in more fitting words than those of the form
   */
  BadValue(String wrong, String expected) {
    super(wrong);
    this.expected = Optional.of(expected);
  }

  /** What is wrong. */
  String wrong() {
    return String.valueOf(getMessage());
  }

  /** What is expected, if it says so itself. */
  Optional<String> expected() {
    return expected;
  }
}
