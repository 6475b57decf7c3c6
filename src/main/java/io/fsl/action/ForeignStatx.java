package io.fsl.action;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** statx(2) on the Java virtual machine. */
final class ForeignStatx implements Statx {
  private static final MethodHandle SYSCALL = syscall();

  private final long number = Statx.number();

  @SuppressWarnings("restricted") // the manifest allows it
  private static MethodHandle syscall() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("syscall"),
        FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS),
        Linker.Option.firstVariadicArg(1));
  }

  @Override
  public @Nullable Inode inode(byte[] path) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(SIZE, Long.BYTES);
      MemorySegment name = arena.allocate(path.length + 1L);
      MemorySegment.copy(path, 0, name, JAVA_BYTE, 0, path.length);
      return call(name, status) == 0
          ? Inode.of(status.asByteBuffer().order(ByteOrder.nativeOrder()))
          : null;
    }
  }

  private long call(MemorySegment name, MemorySegment status) {
    try {
      return (long) SYSCALL.invokeExact(number, WORKING_FOLDER, name, NO_FOLLOW, BASIC, status);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
