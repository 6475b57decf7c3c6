package io.fsl.action;

/** The way to system calls from here. In a native image {@link ImageSyscalls} takes its place. */
final class NativeSyscalls {
  private NativeSyscalls() {}

  static Syscalls get() {
    return new ForeignSyscalls();
  }

  /** By now, the Java virtual machine has files of its own in place of those that were closed. */
  static void openStandardFiles() {}

  /** The Java virtual machine does not start in a folder that is gone. */
  static boolean leaveFolderThatIsGone() {
    return false;
  }
}
