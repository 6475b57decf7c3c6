package io.fsl.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is opened for the standard files that are closed. */
class StandardFilesTest {
  /** A process, of which only its open descriptors are known. */
  private static final class Process extends Syscalls {
    private final TreeSet<Long> open = new TreeSet<>();
    private int opened;
    private boolean withoutFiles;

    /** Those that can only be read. */
    private final Set<Long> read = new HashSet<>();

    @Override
    long call(long number, long a, long b, long c, long d, long e, long f) {
      if (number == numbers.fcntl()) {
        return !open.contains(a) ? -Errno.EBADF : read.contains(a) ? 0 : 1;
      }
      if (number == numbers.close()) {
        read.remove(a);
        return open.remove(a) ? 0 : -Errno.EBADF;
      }
      assertEquals(numbers.openat(), number);
      opened++;
      return withoutFiles ? -Errno.ENOENT : lowest();
    }

    private long lowest() {
      long lowest = 0;
      while (!open.add(lowest)) {
        lowest++;
      }
      return lowest;
    }

    @Override
    String words(int errno) {
      return "";
    }

    @Override
    void releaseImage() throws IOException {}
  }

  @ParameterizedTest(name = "open: {0}")
  @ValueSource(strings = {"", "0", "1", "2", "0 1", "1 2", "0 2", "0 1 2", "3", "1 3 4", "0 1 2 5"})
  void allThreeAreOpenAndNoMore(String before) {
    Process process = new Process();
    List<Long> open =
        Arrays.stream(before.split(" ", -1)).filter(s -> !s.isEmpty()).map(Long::valueOf).toList();
    process.open.addAll(open);
    StandardFiles.open(process);
    TreeSet<Long> expected = new TreeSet<>(List.of(0L, 1L, 2L));
    long missing = expected.stream().filter(file -> !open.contains(file)).count();
    expected.addAll(open);
    assertEquals(expected, process.open);
    assertEquals(missing, process.opened);
  }

  /** The native binary opens itself while it has another file open that it closes again. */
  @ParameterizedTest
  @CsvSource({"0, 1", "0, 2", "1, 2"})
  void theBinaryItselfIsNoOutput(long closed, long binary) {
    Process process = new Process();
    process.open.addAll(List.of(0L, 1L, 2L));
    process.open.remove(closed);
    process.read.add(binary);
    StandardFiles.open(process);
    assertEquals(Set.of(), process.read);
    assertEquals(Set.of(0L, 1L, 2L), process.open);
    assertEquals(2, process.opened);
  }

  /** So that it is told that nothing can be written there. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void anOutputThatCanOnlyBeReadStays(long output) {
    Process process = new Process();
    process.open.addAll(List.of(0L, 1L, 2L));
    process.read.addAll(List.of(0L, output));
    StandardFiles.open(process);
    assertEquals(Set.of(0L, output), process.read);
    assertEquals(Set.of(0L, 1L, 2L), process.open);
    assertEquals(0, process.opened);
  }

  @Test
  void whereThereIsNoSuchFileNothingIsOpened() {
    Process process = new Process();
    process.withoutFiles = true;
    StandardFiles.open(process);
    assertTrue(process.open.isEmpty());
  }
}
