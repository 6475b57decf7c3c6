package io.fsl.config;

/**
 * A password or passphrase. It prints as {@code ***}; only {@link #reveal()} gives the text away.
 */
public final class Secret {
  private final String text;

  public Secret(String text) {
    this.text = text;
  }

  /** The secret itself: for the one who authenticates with it, never for a message. */
  public String reveal() {
    return text;
  }

  @Override
  public String toString() {
    return "***";
  }
}
