package io.fsl.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** System calls on the Java virtual machine. */
@SuppressWarnings("restricted") // the manifest allows it
final class ForeignSyscalls extends Syscalls {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle SYSCALL = syscall();
  private static final MethodHandle STRERROR = strerror();

  /** Longer ones are cut. */
  private static final int WORDS_MAX = 256;

  /** Where the C library's {@code errno} is kept, for each thread. */
  private static final ThreadLocal<MemorySegment> ERRNO =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

  /** The C function, whose first parameter is the call's number. */
  private static MethodHandle syscall() {
    FunctionDescriptor longs =
        FunctionDescriptor.of(
            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow("syscall"),
        longs,
        Linker.Option.firstVariadicArg(1),
        Linker.Option.captureCallState("errno"));
  }

  private static MethodHandle strerror() {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));
  }

  @Override
  long call(long number, long a, long b, long c, long d, long e, long f) {
    MemorySegment errno = ERRNO.get();
    try {
      long result = (long) SYSCALL.invokeExact(errno, number, a, b, c, d, e, f);
      return result == -1 ? -errno.get(JAVA_INT, 0) : result;
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
  }

  @Override
  String words(int errno) {
    try {
      MemorySegment words = (MemorySegment) STRERROR.invokeExact(errno);
      return words.reinterpret(WORDS_MAX).getString(0);
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
  }

  /** The Java virtual machine makes its code as it goes. */
  @Override
  void releaseImage() {}
}
