package io.fsl.linux;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.graalvm.nativeimage.c.function.CFunction;
import org.graalvm.nativeimage.c.type.CCharPointer;
import org.graalvm.nativeimage.c.type.CIntPointer;
import org.graalvm.nativeimage.c.type.CTypeConversion;
import org.graalvm.word.Pointer;
import org.graalvm.word.UnsignedWord;
import org.graalvm.word.WordFactory;

/** System calls in a native image: plain C calls, since a static image has no dynamic linker. */
final class ImageSyscalls extends Syscalls {
  /** {@code MADV_DONTNEED}. */
  private static final int DONT_NEED = 4;

  private static final Path MAPS = Path.of("/proc/self/maps");
  private static final Pattern UNWRITTEN =
      Pattern.compile("(\\p{XDigit}+)-(\\p{XDigit}+) r-[x-]p .* /.*");

  @Override
  long call(long number, long a, long b, long c, long d, long e, long f) {
    long result = syscall(number, a, b, c, d, e, f);
    return result == -1 ? -errno().read() : result;
  }

  @Override
  String words(int errno) {
    return CTypeConversion.toJavaString(strerror(errno));
  }

  /** See proc_pid_maps(5): {@code START-END r-xp OFFSET DEVICE INODE PATH}, and {@code r--p}. */
  @Override
  void releaseImage() throws IOException {
    for (String line : Files.readAllLines(MAPS)) {
      Matcher pages = UNWRITTEN.matcher(line);
      if (pages.matches()) {
        long start = Long.parseUnsignedLong(pages.group(1), 16);
        long end = Long.parseUnsignedLong(pages.group(2), 16);
        int _ = madvise(WordFactory.pointer(start), WordFactory.unsigned(end - start), DONT_NEED);
      }
    }
  }

  @CFunction("syscall")
  private static native long syscall(long number, long a, long b, long c, long d, long e, long f);

  /**
   * Where {@code errno} is, in glibc and musl. What the runtime does when it comes back from a
   * system call, if only to wait for a collection, leaves it alone.
   */
  @CFunction(value = "__errno_location", transition = CFunction.Transition.NO_TRANSITION)
  private static native CIntPointer errno();

  @CFunction("strerror")
  private static native CCharPointer strerror(int errno);

  @CFunction("madvise")
  private static native int madvise(Pointer start, UnsignedWord length, int advice);

  /** Found by the image builder. */
  @TargetClass(NativeSyscalls.class)
  static final class InPlaceOfForeign {
    private InPlaceOfForeign() {}

    @Substitute
    static Syscalls get() {
      return new ImageSyscalls();
    }

    @Substitute
    static void openStandardFiles() {
      StandardFiles.open(new ImageSyscalls());
    }

    @Substitute
    static boolean leaveFolderThatIsGone() {
      return CurrentFolder.leaveIfGone(new ImageSyscalls());
    }
  }
}
