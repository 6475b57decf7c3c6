package io.fsl.action;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import java.nio.ByteOrder;
import org.graalvm.nativeimage.StackValue;
import org.graalvm.nativeimage.c.function.CFunction;
import org.graalvm.nativeimage.c.type.CTypeConversion;
import org.graalvm.word.Pointer;
import org.jspecify.annotations.Nullable;

/** statx(2) in a native image: a plain C call, since a static image has no dynamic linker. */
final class ImageStatx implements Statx {
  /** {@code PATH_MAX}, the closing zero included: the kernel takes no longer path. */
  private static final int PATH_MAX = 4096;

  private final long number = Statx.number();

  @Override
  public @Nullable Inode inode(byte[] path) {
    if (path.length >= PATH_MAX) {
      return null;
    }
    Pointer name = StackValue.get(PATH_MAX);
    for (int i = 0; i < path.length; i++) {
      name.writeByte(i, path[i]);
    }
    name.writeByte(path.length, (byte) 0);
    Pointer status = StackValue.get(SIZE);
    return syscall(number, WORKING_FOLDER, name, NO_FOLLOW, BASIC, status) == 0
        ? Inode.of(CTypeConversion.asByteBuffer(status, SIZE).order(ByteOrder.nativeOrder()))
        : null;
  }

  @CFunction("syscall")
  private static native long syscall(
      long number, long folder, Pointer path, long flags, long mask, Pointer status);

  /** Found by the image builder. */
  @TargetClass(SystemStatx.class)
  static final class InPlaceOfForeign {
    private InPlaceOfForeign() {}

    @Substitute
    static Statx get() {
      return new ImageStatx();
    }
  }
}
