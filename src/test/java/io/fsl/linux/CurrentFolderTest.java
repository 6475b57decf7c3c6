package io.fsl.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Commands;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When the working folder is left. */
class CurrentFolderTest {
  /** A process, of which only its working folder is known. */
  private static final class Process extends Syscalls {
    private final int answer;
    private String folder = "/work";

    Process(int answer) {
      this.answer = answer;
    }

    @Override
    long call(long number, long a, long b, long c, long d, long e, long f) {
      if (number == numbers.getcwd()) {
        assertEquals(0, b, "no room for its path");
        return -answer;
      }
      assertEquals(numbers.chdir(), number);
      SyscallMemory memory = MEMORY.get();
      int at = (int) (a - memory.start);
      assertEquals(0, memory.bytes.get(at + 1));
      folder = Character.toString(memory.bytes.get(at));
      return 0;
    }

    @Override
    String words(int errno) {
      return "";
    }

    @Override
    void releaseImage() throws IOException {}
  }

  /** Of getcwd(2): ENOENT, ERANGE, ENOSYS. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({"2, /", "34, /work", "38, /work"})
  void itIsLeftIfItIsGone(int answer, String folder) {
    Process process = new Process(answer);
    assertEquals(folder.equals("/"), CurrentFolder.leaveIfGone(process));
    assertEquals(folder, process.folder);
  }

  @Test
  void theOneOfThisProcessIsThere() {
    assertFalse(CurrentFolder.leaveIfGone(new ForeignSyscalls()));
  }

  /** As the system itself answers, by the numbers of this machine. */
  @Test
  void aFolderThatWasRemovedIsGone() {
    SyscallNumbers numbers = SyscallNumbers.here();
    String asked =
        Commands.run(
            "bash",
            "-c",
            "cd $(mktemp -d) && rmdir $PWD && perl -e 'syscall(%d, 0, 0); print $!+0, \" \";"
                    .formatted(numbers.getcwd())
                + " my $root = \"/\"; print syscall(%d, $root), readlink \"/proc/self/cwd\"'"
                    .formatted(numbers.chdir()));
    assertTrue(asked.startsWith("2 0/"), asked);
  }
}
