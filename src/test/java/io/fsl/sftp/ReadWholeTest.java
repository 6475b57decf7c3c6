package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.fsl.sftp.ServerEnd.Request;
import io.fsl.testing.Bytes;
import io.fsl.testing.Collected;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A file that is shown once more behind its only READ: only what is asked after all bytes counts.
 */
class ReadWholeTest {
  private static final int SIZE = 1000;
  private static final Attributes SHOWN = new Attributes(Attributes.Type.UNKNOWN, SIZE, 7);

  private final Collected sink = new Collected();
  private final byte[] file = Bytes.some(SIZE);
  private ServerEnd server;
  private RangeRead range;

  @BeforeEach
  void begin() throws Exception {
    server = ServerEnd.begun(256);
    range = server.read("a", 0, SIZE, sink, RangeRead.Look.AT_PATH);
    server.handle(server.next(Sftp.OPEN), "h");
  }

  @AfterEach
  void end() {
    server.close();
  }

  @Test
  void aFileIsShownInTheSameBreath() throws Exception {
    Request read = server.next(Sftp.READ);
    Request close = server.next(Sftp.CLOSE);
    Request stat = server.next(Sftp.STAT);
    assertEquals("a", stat.name());
    server.data(read, file);
    server.status(close, Sftp.STATUS_OK);
    show(stat);
    assertEquals(SHOWN, shown());
    assertArrayEquals(file, sink.bytes());
    server.assertNothingAsked();
  }

  /** The rest of it may be of another version than what was shown. */
  @Test
  void whatWasShownBeforeTheLastByteCameDoesNotCount() throws Exception {
    Request read = server.next(Sftp.READ);
    server.next(Sftp.CLOSE);
    Request stat = server.next(Sftp.STAT);
    server.data(read, file, 400);
    show(stat);
    server.handle(server.next(Sftp.OPEN), "i");
    assertEquals(1, sink.reopenings());
    server.data(server.next(Sftp.READ), file);
    assertNull(shown());
    assertArrayEquals(file, sink.bytes());
    server.next(Sftp.CLOSE);
    server.assertNothingAsked();
  }

  @Test
  void aServerThatRefusesToShowItIsToBeAskedAgain() throws Exception {
    server.data(server.next(Sftp.READ), file);
    server.next(Sftp.CLOSE);
    server.status(server.next(Sftp.STAT), Sftp.STATUS_FAILURE);
    assertNull(shown());
  }

  @Test
  void aConnectionThatIsLostAfterTheBytesShowsNothing() throws Exception {
    server.data(server.next(Sftp.READ), file);
    server.next(Sftp.CLOSE);
    server.next(Sftp.STAT);
    server.channel.ended(new IOException("cut"));
    assertNull(shown());
  }

  private void show(Request stat) {
    server.reply(
        Sftp.ATTRS, new Wire().uint32(stat.id()).uint32(1 | 8).uint64(SIZE).uint32(7).uint32(7));
  }

  private @Nullable Attributes shown() throws Exception {
    return range.done.thenCompose(done -> range.shown()).get(20, TimeUnit.SECONDS);
  }
}
