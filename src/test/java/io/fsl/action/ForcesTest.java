package io.fsl.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where files are forced: once its threads have ended, only the caller's is left. */
class ForcesTest {
  @TempDir Path folder;
  private int files;

  private TempFile temp() throws IOException {
    TempFile temp = TempFile.create(folder.resolve("temp" + files++));
    temp.append(ByteBuffer.wrap(new byte[] {'x'}));
    return temp;
  }

  /** Forces as many files as tell whether it takes time, and ends the threads. */
  private void begin(Forces forces) throws IOException {
    for (int i = 0; i < Forces.QUICK_IN_A_ROW; i++) {
      Forces.await(forces.force(temp()));
    }
    forces.close();
  }

  @Test
  void whatTakesNoTimeIsForcedByTheCaller() throws IOException {
    Forces forces = new Forces(Long.MAX_VALUE);
    begin(forces);
    TempFile temp = temp();
    Forces.await(forces.force(temp));
    assertThrows(IOException.class, temp::force, "it is closed");
    assertEquals("x", Files.readString(temp.path()));
  }

  @Test
  void aFailureIsToldByTheFuture() throws IOException {
    Forces forces = new Forces(Long.MAX_VALUE);
    begin(forces);
    TempFile closed = temp();
    closed.close();
    assertThrows(IOException.class, () -> Forces.await(forces.force(closed)));
  }

  @Test
  void whatTakesTimeIsForcedByOthers() throws IOException {
    Forces forces = new Forces(0);
    begin(forces);
    TempFile temp = temp();
    assertThrows(RejectedExecutionException.class, () -> forces.force(temp));
    temp.close();
  }
}
