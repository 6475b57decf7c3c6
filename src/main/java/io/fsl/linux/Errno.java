package io.fsl.linux;

/** Why a system call fails, by Linux' numbers: see errno(3). */
final class Errno {
  static final int ENOENT = 2;
  static final int EINTR = 4;
  static final int EBADF = 9;
  static final int EACCES = 13;
  static final int EEXIST = 17;
  static final int ENOTDIR = 20;
  static final int ELOOP = 40;

  private Errno() {}
}
