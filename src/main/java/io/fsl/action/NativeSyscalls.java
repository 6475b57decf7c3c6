package io.fsl.action;

/** The way to system calls from here. In a native image {@link ImageSyscalls} takes its place. */
final class NativeSyscalls {
  private NativeSyscalls() {}

  static Syscalls get() {
    return new ForeignSyscalls();
  }
}
