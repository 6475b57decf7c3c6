package io.fsl.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelCopyTest {
  private static final int SIZE = 3_000_000;
  private static final int BAD_DESCRIPTOR = -9;

  private final Syscalls syscalls = NativeSyscalls.get();
  private final KernelCopy kernel = new KernelCopy(syscalls);
  private final byte[] content = new byte[SIZE];

  @TempDir Path home;

  @Test
  void copiesFromOneFileSystemToAnother() throws IOException {
    Path memory = Path.of("/dev/shm");
    assumeTrue(Files.isWritable(memory), "there is no file system in memory");
    new Random(SIZE).nextBytes(content);
    Path source = Files.write(Files.createTempFile(memory, "fsl", null), content);
    Path target = home.resolve("target");
    try {
      int in = (int) syscalls.openToRead(PathBytes.of(source), false);
      int out = (int) syscalls.create(PathBytes.of(target));
      int half = SIZE / 2;
      copy(in, half, out, 5 + half, SIZE - half);
      copy(in, 0, out, 5, half);
      assertEquals(0, kernel.copy(in, SIZE, out, SIZE + 5L, 10), "behind the end");
      assertEquals(0, syscalls.close(in));
      assertEquals(0, syscalls.close(out));
    } finally {
      Files.delete(source);
    }
    byte[] copied = Files.readAllBytes(target);
    assertArrayEquals(content, Arrays.copyOfRange(copied, 5, copied.length));
  }

  private void copy(int in, int from, int out, int to, int length) {
    int done = 0;
    while (done < length) {
      long copied = kernel.copy(in, from + done, out, to + done, length - done);
      assertEquals(1, Long.signum(copied), "result " + copied + " after " + done);
      done += (int) copied;
    }
  }

  @Test
  void tellsWhyItCannot() {
    assertEquals(BAD_DESCRIPTOR, kernel.copy(-1, 0, -1, 0, 1));
  }
}
