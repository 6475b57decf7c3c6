package io.fsl.action;

/** The way to statx(2) from here. In a native image {@link ImageStatx} takes this class's place. */
final class SystemStatx {
  private SystemStatx() {}

  static Statx get() {
    return new ForeignStatx();
  }
}
