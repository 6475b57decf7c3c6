package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.fsl.sftp.ServerEnd.Request;
import io.fsl.testing.Bytes;
import io.fsl.testing.Collected;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A range shows the file that it was read from, as only its handle can. */
class ReadRangeTest {
  private static final int READ = 64 << 10;

  private final Collected sink = new Collected();
  private final byte[] file = Bytes.some(3 * READ);
  private ServerEnd server;
  private RangeRead range;

  @BeforeEach
  void begin() throws Exception {
    server = ServerEnd.begun(256);
    range = server.read("a", READ, 2 * READ, sink, RangeRead.Look.AT_OPENED);
    server.handle(server.next(Sftp.OPEN), "h");
  }

  @AfterEach
  void end() {
    server.close();
  }

  @Test
  void theOpenedFileIsShownBehindTheLastRead() throws Exception {
    List<Request> reads = server.next(Sftp.READ, 2);
    Request look = server.next(Sftp.FSTAT);
    assertEquals("h", look.name());
    for (Request read : reads) {
      server.data(read, file);
    }
    server.status(server.next(Sftp.CLOSE), Sftp.STATUS_OK);
    server.reply(
        Sftp.ATTRS, new Wire().uint32(look.id()).uint32(1 | 8).uint64(300).uint32(7).uint32(7));
    assertEquals(new Attributes(Attributes.Type.UNKNOWN, 300, 7), shown());
    assertArrayEquals(Bytes.range(file, READ, 2 * READ), sink.bytes());
    server.assertNothingAsked();
  }

  /** The rest of it is read after the look: the file may be written meanwhile. */
  @Test
  void whatWasShownBeforeTheLastByteCameDoesNotCount() throws Exception {
    List<Request> reads = server.next(Sftp.READ, 2);
    Request look = server.next(Sftp.FSTAT);
    server.data(reads.get(0), file);
    server.data(reads.get(1), file, 40);
    server.reply(
        Sftp.ATTRS, new Wire().uint32(look.id()).uint32(1 | 8).uint64(300).uint32(7).uint32(7));
    server.data(server.next(Sftp.READ), file);
    assertNull(shown());
    server.next(Sftp.CLOSE);
    server.assertNothingAsked();
  }

  @Test
  void aServerThatRefusesToShowItShowsNothing() throws Exception {
    for (Request read : server.next(Sftp.READ, 2)) {
      server.data(read, file);
    }
    server.status(server.next(Sftp.FSTAT), Sftp.STATUS_FAILURE);
    assertNull(shown());
  }

  private @Nullable Attributes shown() throws Exception {
    return range.done.thenCompose(done -> range.shown()).get(20, TimeUnit.SECONDS);
  }
}
