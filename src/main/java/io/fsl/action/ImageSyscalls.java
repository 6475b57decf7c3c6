package io.fsl.action;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import java.nio.ByteOrder;
import java.time.Instant;
import org.graalvm.nativeimage.StackValue;
import org.graalvm.nativeimage.c.function.CFunction;
import org.graalvm.nativeimage.c.type.CTypeConversion;
import org.graalvm.word.Pointer;
import org.jspecify.annotations.Nullable;

/** System calls in a native image: plain C calls, since a static image has no dynamic linker. */
final class ImageSyscalls implements Syscalls {
  /** {@code PATH_MAX}, the closing zero included: the kernel takes no longer path. */
  private static final int PATH_MAX = 4096;

  private final Numbers numbers = Numbers.here();

  @Override
  public @Nullable Inode inode(byte[] path) {
    if (path.length >= PATH_MAX) {
      return null;
    }
    Pointer name = StackValue.get(PATH_MAX);
    put(path, name);
    Pointer status = StackValue.get(STATX_SIZE);
    return statx(numbers.statx(), WORKING_FOLDER, name, NO_FOLLOW, BASIC, status) == 0
        ? Inode.of(CTypeConversion.asByteBuffer(status, STATX_SIZE).order(ByteOrder.nativeOrder()))
        : null;
  }

  @Override
  public boolean setTimes(byte[] path, Instant modified) {
    if (path.length >= PATH_MAX) {
      return false;
    }
    Pointer name = StackValue.get(PATH_MAX);
    put(path, name);
    Pointer times = StackValue.get(TIMES_SIZE);
    times.writeLong(0, 0);
    times.writeLong(8, NOW);
    times.writeLong(16, modified.getEpochSecond());
    times.writeLong(24, modified.getNano());
    return utimensat(numbers.utimensat(), WORKING_FOLDER, name, times, NO_FOLLOW) == 0;
  }

  /** Writes a path as C has it. */
  private static void put(byte[] path, Pointer name) {
    for (int i = 0; i < path.length; i++) {
      name.writeByte(i, path[i]);
    }
    name.writeByte(path.length, (byte) 0);
  }

  @CFunction("syscall")
  private static native long statx(
      long number, long folder, Pointer path, long flags, long mask, Pointer status);

  @CFunction("syscall")
  private static native long utimensat(
      long number, long folder, Pointer path, Pointer times, long flags);

  /** Found by the image builder. */
  @TargetClass(NativeSyscalls.class)
  static final class InPlaceOfForeign {
    private InPlaceOfForeign() {}

    @Substitute
    static Syscalls get() {
      return new ImageSyscalls();
    }
  }
}
