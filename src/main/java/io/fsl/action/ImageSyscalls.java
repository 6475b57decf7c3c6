package io.fsl.action;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.graalvm.nativeimage.StackValue;
import org.graalvm.nativeimage.c.function.CFunction;
import org.graalvm.nativeimage.c.type.CTypeConversion;
import org.graalvm.word.Pointer;
import org.graalvm.word.UnsignedWord;
import org.graalvm.word.WordFactory;
import org.jspecify.annotations.Nullable;

/** System calls in a native image: plain C calls, since a static image has no dynamic linker. */
final class ImageSyscalls implements Syscalls {
  /** {@code PATH_MAX}, the closing zero included: the kernel takes no longer path. */
  private static final int PATH_MAX = 4096;

  /** Read at a time, on the stack. */
  private static final int CHUNK = 16 << 10;

  /** {@code MADV_DONTNEED}. */
  private static final int DONT_NEED = 4;

  private static final Path MAPS = Path.of("/proc/self/maps");
  private static final Pattern UNWRITTEN =
      Pattern.compile("(\\p{XDigit}+)-(\\p{XDigit}+) r-[x-]p .* /.*");

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

  @Override
  public boolean setMode(byte[] path, int mode) {
    if (path.length >= PATH_MAX) {
      return false;
    }
    Pointer name = StackValue.get(PATH_MAX);
    put(path, name);
    return fchmodat(numbers.fchmodat(), WORKING_FOLDER, name, mode) == 0;
  }

  @Override
  public @Nullable FileStatus status(byte[] path, boolean follow) {
    if (path.length >= PATH_MAX) {
      return null;
    }
    Pointer name = StackValue.get(PATH_MAX);
    put(path, name);
    return status(WORKING_FOLDER, name, follow ? 0 : NO_FOLLOW);
  }

  private @Nullable FileStatus status(long file, Pointer name, int flags) {
    Pointer status = StackValue.get(STATX_SIZE);
    return statx(numbers.statx(), file, name, flags, BASIC_AND_BIRTH, status) == 0
        ? FileStatus.of(
            CTypeConversion.asByteBuffer(status, STATX_SIZE).order(ByteOrder.nativeOrder()))
        : null;
  }

  @Override
  public @Nullable FileStatus read(byte[] path, byte[] into) {
    if (path.length >= PATH_MAX) {
      return null;
    }
    Pointer name = StackValue.get(PATH_MAX);
    put(path, name);
    long file = openat(numbers.openat(), WORKING_FOLDER, name, READ_ONLY);
    if (file < 0) {
      return null;
    }
    name.writeByte(0, (byte) 0);
    FileStatus status = fill(file, into) ? status(file, name, OPEN_FILE) : null;
    long _ = close(numbers.close(), file);
    return status;
  }

  private boolean fill(long file, byte[] into) {
    Pointer chunk = StackValue.get(CHUNK);
    int filled = 0;
    while (filled < into.length) {
      int got = (int) read(numbers.read(), file, chunk, Math.min(CHUNK, into.length - filled));
      if (got <= 0) {
        return false;
      }
      CTypeConversion.asByteBuffer(chunk, got).get(into, filled, got);
      filled += got;
    }
    return true;
  }

  @Override
  public boolean rename(byte[] from, byte[] to) {
    return rename(from, to, 0);
  }

  @Override
  public boolean renameNew(byte[] from, byte[] to) {
    return rename(from, to, NO_REPLACE);
  }

  private boolean rename(byte[] from, byte[] to, int flags) {
    if (from.length >= PATH_MAX || to.length >= PATH_MAX) {
      return false;
    }
    Pointer old = StackValue.get(PATH_MAX);
    put(from, old);
    Pointer name = StackValue.get(PATH_MAX);
    put(to, name);
    return renameat2(numbers.renameat2(), WORKING_FOLDER, old, WORKING_FOLDER, name, flags) == 0;
  }

  @Override
  public boolean unlink(byte[] path) {
    if (path.length >= PATH_MAX) {
      return false;
    }
    Pointer name = StackValue.get(PATH_MAX);
    put(path, name);
    return unlinkat(numbers.unlinkat(), WORKING_FOLDER, name, 0) == 0;
  }

  /** See proc_pid_maps(5): {@code START-END r-xp OFFSET DEVICE INODE PATH}, and {@code r--p}. */
  @Override
  public void releaseImage() throws IOException {
    for (String line : Files.readAllLines(MAPS)) {
      Matcher pages = UNWRITTEN.matcher(line);
      if (pages.matches()) {
        long start = Long.parseUnsignedLong(pages.group(1), 16);
        long end = Long.parseUnsignedLong(pages.group(2), 16);
        int _ = madvise(WordFactory.pointer(start), WordFactory.unsigned(end - start), DONT_NEED);
      }
    }
  }

  /** Writes a path as C has it. */
  private static void put(byte[] path, Pointer name) {
    for (int i = 0; i < path.length; i++) {
      name.writeByte(i, path[i]);
    }
    name.writeByte(path.length, (byte) 0);
  }

  @CFunction("madvise")
  private static native int madvise(Pointer start, UnsignedWord length, int advice);

  @CFunction("syscall")
  private static native long statx(
      long number, long folder, Pointer path, long flags, long mask, Pointer status);

  @CFunction("syscall")
  private static native long utimensat(
      long number, long folder, Pointer path, Pointer times, long flags);

  @CFunction("syscall")
  private static native long fchmodat(long number, long folder, Pointer path, long mode);

  @CFunction("syscall")
  private static native long openat(long number, long folder, Pointer path, long flags);

  @CFunction("syscall")
  private static native long read(long number, long file, Pointer into, long length);

  @CFunction("syscall")
  private static native long close(long number, long file);

  @CFunction("syscall")
  private static native long renameat2(
      long number, long fromFolder, Pointer from, long toFolder, Pointer to, long flags);

  @CFunction("syscall")
  private static native long unlinkat(long number, long folder, Pointer path, long flags);

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
