package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.fsl.sftp.ServerEnd.Request;
import io.fsl.testing.Bytes;
import io.fsl.testing.Collected;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A server that answers as a script of bytes says, while files are read, a folder is listed and a
 * path is looked at: every request has an end, no file gets a byte that is not its own, and one
 * that is complete has all.
 */
class ChannelFuzz {
  private static final long SECONDS = 20;
  private static final byte[] FILE = Bytes.some(200_000);

  /** A file that is read, and what came of it. */
  private record Reading(RangeRead range, int offset, int length, Collected sink) {}

  private final List<Request> pending = new ArrayList<>();
  private final List<Reading> readings = new ArrayList<>();
  private final List<CompletableFuture<?>> others = new ArrayList<>();

  /** Whether the server sent bytes of files that are not theirs. */
  private boolean forged;

  @MethodSource("scripts")
  @FuzzTest
  void everyRequestEndsWhateverTheServerSays(byte[] script) throws Exception {
    ChannelFuzz run = new ChannelFuzz();
    ByteBuffer in = ByteBuffer.wrap(script);
    try (ServerEnd server = ServerEnd.begun(1 + next(in) % 4)) {
      run.ask(server);
      while (in.hasRemaining() && !server.channel.isDead()) {
        run.step(server, in);
      }
      run.assertAllEnds(server);
    }
  }

  /** The next byte of the script; 0 behind its end. */
  private static int next(ByteBuffer in) {
    return in.hasRemaining() ? in.get() & 0xff : 0;
  }

  private static byte[] next(ByteBuffer in, int count) {
    byte[] bytes = new byte[Math.min(count, in.remaining())];
    in.get(bytes);
    return bytes;
  }

  private void ask(ServerEnd server) {
    read(server, 0, 100);
    read(server, 0, 100_000);
    read(server, 5_000, 70_000);
    list(server);
  }

  private void read(ServerEnd server, int offset, int length) {
    Collected sink = new Collected();
    RangeRead range = server.read("file-" + readings.size(), offset, length, sink);
    readings.add(new Reading(range, offset, length, sink));
  }

  private void list(ServerEnd server) {
    FolderListing listing =
        new FolderListing(server.channel, RemotePath.of("folder", StandardCharsets.UTF_8));
    CompletableFuture<Void> end = new CompletableFuture<>();
    others.add(end);
    Thread.ofVirtual()
        .start(() -> {
          try {
            listing.forEach(_ -> {});
            end.complete(null);
          } catch (Throwable e) {
            end.completeExceptionally(e);
          }
        });
  }

  private void stat(ServerEnd server) {
    Call<Attributes> call =
        new Call<>(
            Sftp.STAT,
            () -> "stat",
            out -> out.string(new byte[] {'x'}),
            (type, body) -> {
              Replies.require(Sftp.ATTRS, type);
              return Replies.attributes(body);
            });
    server.channel.submit(call);
    others.add(call.future());
  }

  private void step(ServerEnd server, ByteBuffer in) throws InterruptedException {
    int what = next(in);
    switch (what & 7) {
      case 0 -> {
        forged = true;
        server.receive(next(in, next(in)));
      }
      case 1 -> {
        stat(server);
        read(server, next(in), next(in) << 4);
      }
      default -> {
        pending.addAll(server.asked(pending.isEmpty()));
        if (!pending.isEmpty()) {
          answer(server, pending.remove((what >> 3) % pending.size()), what & 7, in);
        }
      }
    }
  }

  private void answer(ServerEnd server, Request to, int how, ByteBuffer in) {
    Wire id = new Wire().uint32(to.id());
    switch (how) {
      case 2 -> server.status(to, next(in) % 9);
      case 3 -> server.reply(Sftp.HANDLE, id.string("handle-" + next(in)));
      case 4 -> {
        if (to.type() == Sftp.READ) {
          int length = to.length() * next(in) / 250; // a bit more now and then
          server.data(to, FILE, (int) Math.min(length, FILE.length - to.offset()));
        } else {
          server.reply(Sftp.DATA, id.string("data"));
        }
      }
      case 5 -> {
        int name = next(in);
        server.reply(Sftp.NAME, id.uint32(1).string("n" + name).string("").uint32(0));
      }
      default -> {
        int type = how == 6 ? expected(to.type()) : next(in);
        forged |= type == Sftp.DATA;
        byte[] body = next(in, next(in) % 64);
        server.reply(type, id.text(new String(body, StandardCharsets.ISO_8859_1)));
      }
    }
  }

  private static int expected(int request) {
    return switch (request) {
      case Sftp.OPEN, Sftp.OPENDIR -> Sftp.HANDLE;
      case Sftp.READ -> Sftp.DATA;
      case Sftp.READDIR -> Sftp.NAME;
      case Sftp.STAT -> Sftp.ATTRS;
      default -> Sftp.STATUS;
    };
  }

  private void assertAllEnds(ServerEnd server) throws Exception {
    server.close();
    server.work.fail(new IOException("the test is over"));
    for (CompletableFuture<?> other : others) {
      failure(other);
    }
    for (Reading reading : readings) {
      assertSound(reading);
    }
  }

  private void assertSound(Reading reading) throws Exception {
    boolean complete = failure(reading.range().done) == null;
    byte[] got = reading.sink().bytes();
    assertTrue(got.length <= reading.length(), "more than was wanted");
    if (complete) {
      assertEquals(reading.length(), got.length, "not all of a file that is said to be complete");
    }
    if (!forged) {
      assertArrayEquals(Bytes.range(FILE, reading.offset(), got.length), got);
    }
  }

  /** How a request ended, which it must; null: well. */
  private static @Nullable Throwable failure(CompletableFuture<?> end) throws Exception {
    try {
      end.get(SECONDS, TimeUnit.SECONDS);
      return null;
    } catch (ExecutionException e) {
      IOException failure = assertInstanceOf(IOException.class, e.getCause());
      assertFalse(String.valueOf(failure.getMessage()).contains("internal"), failure::getMessage);
      return failure;
    }
  }

  /** A server that answers as it should, and some that do not. */
  static Stream<byte[]> scripts() {
    byte[] well = new byte[400];
    for (int i = 0; i < well.length; i += 2) {
      well[i] = (byte) (2 + i / 2 % 4);
      well[i + 1] = (byte) (i % 4 == 0 ? 250 : 0);
    }
    return Stream.of(
        well,
        new byte[] {1, 3, 'a', 3, 'b', 3, 'c', 4, (byte) 250, 4, 10, 4, (byte) 250, 4, (byte) 255},
        new byte[] {2, 3, 'a', 6, 5, 0, 0, 0, 1, 'h', 2, 4, 1, 5, 9, 0, 4, 0, 0, 0, 1, 6, 0},
        new byte[] {3, 2, 4, 2, 3, 2, 1, 1, 7, 100, 3, 2, 4, 7, 103, 0});
  }
}
