package io.fsl.action;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** System calls on the Java virtual machine. */
final class ForeignSyscalls implements Syscalls {
  private static final MethodHandle STATX = syscall(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle UTIMENSAT = syscall(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
  private static final MethodHandle FCHMODAT = syscall(JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle OPENAT = syscall(JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle READ = syscall(JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle CLOSE = syscall(JAVA_INT);
  private static final MethodHandle RENAMEAT2 =
      syscall(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle UNLINKAT = syscall(JAVA_INT, ADDRESS, JAVA_INT);

  private final Numbers numbers = Numbers.here();

  /**
   * The C function, whose first parameter is the call's number.
   *
   * @param parameters of the system call
   */
  @SuppressWarnings("restricted") // the manifest allows it
  private static MethodHandle syscall(MemoryLayout... parameters) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("syscall"),
        FunctionDescriptor.of(JAVA_LONG, JAVA_LONG).appendArgumentLayouts(parameters),
        Linker.Option.firstVariadicArg(1));
  }

  @Override
  public @Nullable Inode inode(byte[] path) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(STATX_SIZE, Long.BYTES);
      return statx(WORKING_FOLDER, name(arena, path), NO_FOLLOW, BASIC, status) == 0
          ? Inode.of(status.asByteBuffer().order(ByteOrder.nativeOrder()))
          : null;
    }
  }

  @Override
  public @Nullable FileStatus status(byte[] path, boolean follow) {
    try (Arena arena = Arena.ofConfined()) {
      return status(arena, WORKING_FOLDER, path, follow ? 0 : NO_FOLLOW);
    }
  }

  private @Nullable FileStatus status(Arena arena, int file, byte[] path, int flags) {
    MemorySegment status = arena.allocate(STATX_SIZE, Long.BYTES);
    return statx(file, name(arena, path), flags, BASIC_AND_BIRTH, status) == 0
        ? FileStatus.of(status.asByteBuffer().order(ByteOrder.nativeOrder()))
        : null;
  }

  @Override
  public @Nullable FileStatus read(byte[] path, byte[] into) {
    try (Arena arena = Arena.ofConfined()) {
      int file = (int) openat(name(arena, path));
      if (file < 0) {
        return null;
      }
      try {
        return fill(arena, file, into) ? status(arena, file, new byte[0], OPEN_FILE) : null;
      } finally {
        close(file);
      }
    }
  }

  private boolean fill(Arena arena, int file, byte[] into) {
    MemorySegment chunk = arena.allocate(into.length);
    int filled = 0;
    while (filled < into.length) {
      int got = (int) read(file, chunk, into.length - filled);
      if (got <= 0) {
        return false;
      }
      MemorySegment.copy(chunk, JAVA_BYTE, 0, into, filled, got);
      filled += got;
    }
    return true;
  }

  @Override
  public boolean rename(byte[] from, byte[] to) {
    try (Arena arena = Arena.ofConfined()) {
      return renameat2(name(arena, from), name(arena, to), 0) == 0;
    }
  }

  @Override
  public boolean unlink(byte[] path) {
    try (Arena arena = Arena.ofConfined()) {
      return unlinkat(name(arena, path)) == 0;
    }
  }

  @Override
  public boolean setTimes(byte[] path, Instant modified) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment times =
          arena.allocateFrom(JAVA_LONG, 0, NOW, modified.getEpochSecond(), modified.getNano());
      return utimensat(name(arena, path), times) == 0;
    }
  }

  @Override
  public boolean setMode(byte[] path, int mode) {
    try (Arena arena = Arena.ofConfined()) {
      return fchmodat(name(arena, path), mode) == 0;
    }
  }

  @Override
  public boolean renameNew(byte[] from, byte[] to) {
    try (Arena arena = Arena.ofConfined()) {
      return renameat2(name(arena, from), name(arena, to), NO_REPLACE) == 0;
    }
  }

  /** The Java virtual machine makes its code as it goes. */
  @Override
  public void releaseImage() {}

  private static MemorySegment name(Arena arena, byte[] path) {
    MemorySegment name = arena.allocate(path.length + 1L);
    MemorySegment.copy(path, 0, name, JAVA_BYTE, 0, path.length);
    return name;
  }

  private long statx(int file, MemorySegment name, int flags, int mask, MemorySegment status) {
    try {
      return (long) STATX.invokeExact(numbers.statx(), file, name, flags, mask, status);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private long openat(MemorySegment name) {
    try {
      return (long) OPENAT.invokeExact(numbers.openat(), WORKING_FOLDER, name, READ_ONLY);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private long read(int file, MemorySegment into, long length) {
    try {
      return (long) READ.invokeExact(numbers.read(), file, into, length);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private void close(int file) {
    try {
      long _ = (long) CLOSE.invokeExact(numbers.close(), file);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private long renameat2(MemorySegment from, MemorySegment to, int flags) {
    try {
      return (long)
          RENAMEAT2.invokeExact(
              numbers.renameat2(), WORKING_FOLDER, from, WORKING_FOLDER, to, flags);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private long unlinkat(MemorySegment name) {
    try {
      return (long) UNLINKAT.invokeExact(numbers.unlinkat(), WORKING_FOLDER, name, 0);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private long utimensat(MemorySegment name, MemorySegment times) {
    try {
      return (long)
          UTIMENSAT.invokeExact(numbers.utimensat(), WORKING_FOLDER, name, times, NO_FOLLOW);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private long fchmodat(MemorySegment name, int mode) {
    try {
      return (long) FCHMODAT.invokeExact(numbers.fchmodat(), WORKING_FOLDER, name, mode);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
