package io.fsl.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Tool;
import org.junit.jupiter.api.Test;

/** How many files may be in flight. */
class OpenFilesTest {
  @Test
  void asManyAsAreWantedIfDescriptorsAllow() {
    assertEquals(1, OpenFiles.cap(1, 1));
    assertEquals(10, OpenFiles.cap(10, 2));
  }

  @Test
  void asManyAsDescriptorsAllowWithAReserve() throws Exception {
    long pid = ProcessHandle.current().pid();
    String soft =
        Tool.words("prlimit", "--nofile", "--noheadings", "--output=SOFT", "--pid=" + pid)
            .getFirst();
    int most = OpenFiles.cap(Integer.MAX_VALUE, 1);
    if (soft.equals("unlimited")) {
      assertEquals(Integer.MAX_VALUE, most);
      return;
    }
    assertEquals(Long.parseLong(soft) - 32, most);
    assertEquals(most / 2, OpenFiles.cap(Integer.MAX_VALUE, 2));
    assertEquals(1, OpenFiles.cap(Integer.MAX_VALUE, Integer.MAX_VALUE), "one always goes");
    assertTrue(most > 1);
  }
}
