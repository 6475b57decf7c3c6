package io.fsl.testing.faulty;

import io.fsl.testing.faulty.Output.Packet;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Speaks SFTP version 3 on standard input and output, as a server that has the {@link Fault}s of a
 * file. Run as {@code FaultySftp FILE}. It serves the real file system, and refuses REALPATH.
 */
public final class FaultySftp {
  private static final int OK = 0;
  private static final int END_OF_FILE = 1;
  private static final int NO_SUCH_FILE = 2;
  private static final int FAILURE = 4;
  private static final int UNSUPPORTED = 8;
  private static final int LONGEST_READ = 256 << 10;

  private final DataInputStream in;
  private final Output out;
  private final Faults faults;
  private final Map<String, ArrayDeque<OpenFile>> files = new HashMap<>();
  private final Map<String, Listing> listings = new HashMap<>();
  private final List<Packet> kept = new ArrayList<>();
  private int reads;

  /** The handles that are open, the last one first; with {@link Fault#SHARED_HANDLES}. */
  private final ArrayDeque<Integer> numbers = new ArrayDeque<>();

  private int nextHandle;
  private long stats;
  private long fstats;

  private FaultySftp(DataInputStream in, Output out, Faults faults) {
    this.in = in;
    this.out = out;
    this.faults = faults;
  }

  /** Serves one session. */
  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    Faults faults = Faults.read(file);
    FileOutputStream raw = new FileOutputStream(FileDescriptor.out);
    Output out = new Output(new BufferedOutputStream(raw, 1 << 16), faults, file);
    DataInputStream in = new DataInputStream(new FileInputStream(FileDescriptor.in));
    new FaultySftp(in, out, faults).serve();
  }

  private void serve() throws IOException {
    while (true) {
      int length;
      try {
        length = in.readInt();
      } catch (EOFException e) {
        return;
      }
      ByteBuffer body = ByteBuffer.wrap(in.readNBytes(length));
      Packet reply = reply(body);
      if (reply != null) {
        out.send(reply);
      }
      if (in.available() == 0) {
        sendKept(faults.has(Fault.FIRST_LAST) ? 1 : 0);
      }
    }
  }

  /** Replies that were put off, the last first; the oldest ones stay. */
  private void sendKept(int stay) throws IOException {
    while (kept.size() > stay) {
      out.send(kept.removeLast());
    }
  }

  private @Nullable Packet reply(ByteBuffer body) throws IOException {
    int type = body.get();
    if (type == 1) {
      return version();
    }
    int id = body.getInt();
    try {
      return switch (type) {
        case 3 -> open(id, path(body));
        case 4 -> close(id, handle(body));
        case 5 -> read(id, handle(body), body.getLong(), body.getInt());
        case 7, 17 -> stat(id, path(body));
        case 8 -> fstat(id, handle(body));
        case 11 -> openFolder(id, path(body));
        case 12 -> readFolder(id, handle(body));
        case 13 -> remove(id, path(body));
        case 14 -> makeFolder(id, path(body));
        case 18 -> rename(id, path(body), path(body));
        case (byte) 200 -> new Packet(201).number(id).large(1 << 18).large(0).large(0).large(0);
        default -> status(id, UNSUPPORTED);
      };
    } catch (NoSuchFileException e) {
      return status(id, NO_SUCH_FILE);
    } catch (IOException e) {
      return status(id, FAILURE);
    }
  }

  private Packet version() throws IOException {
    Packet version = new Packet(2).number(3);
    return faults.has(Fault.PLAIN)
        ? version
        : version.string(bytes("limits@openssh.com")).string(bytes("1"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String handle(ByteBuffer body) {
    byte[] bytes = new byte[body.getInt()];
    body.get(bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static Path path(ByteBuffer body) {
    byte[] bytes = new byte[body.getInt()];
    body.get(bytes);
    return Path.of(new String(bytes, StandardCharsets.UTF_8).replace("\0", "%00"));
  }

  private static Packet status(int id, int status) throws IOException {
    return new Packet(101).number(id).number(status).string(bytes("as told")).string(bytes(""));
  }

  private Packet handle(int id, String handle) throws IOException {
    return new Packet(102).number(id).string(bytes(handle));
  }

  private Packet open(int id, Path path) throws IOException {
    if (files.size() >= faults.number(Fault.HANDLES, Long.MAX_VALUE)) {
      return status(id, FAILURE);
    }
    OpenFile file = new OpenFile(path, Listing.isMadeUp(path));
    String handle = newHandle("f");
    files.computeIfAbsent(handle, h -> new ArrayDeque<>()).push(file);
    return handle(id, handle);
  }

  private String newHandle(String kind) {
    if (!faults.has(Fault.SHARED_HANDLES)) {
      return kind + nextHandle++;
    }
    int number = 0;
    for (int open : numbers) {
      number += open == number ? 1 : 0;
    }
    numbers.push(number);
    return Integer.toString(number);
  }

  private Packet close(int id, String handle) throws IOException {
    ArrayDeque<OpenFile> open = files.get(handle);
    if (open != null) {
      open.pop().close();
      if (open.isEmpty()) {
        files.remove(handle);
      }
    }
    listings.remove(handle);
    if (faults.has(Fault.SHARED_HANDLES)) {
      numbers.removeFirstOccurrence(Integer.valueOf(handle));
    }
    return status(id, OK);
  }

  private @Nullable OpenFile file(String handle) {
    ArrayDeque<OpenFile> open = files.get(handle);
    return open == null ? null : open.peek();
  }

  private @Nullable Packet read(int id, String handle, long offset, int length) throws IOException {
    OpenFile file = file(handle);
    if (file == null) {
      return status(id, FAILURE);
    }
    long most = Math.min(faults.number(Fault.SHORT, LONGEST_READ), LONGEST_READ);
    long end = Math.min(file.size(), faults.number(Fault.TRUNCATE, Long.MAX_VALUE));
    int count = (int) Math.min(Math.min(length, most), end - offset);
    Packet reply = count <= 0 ? status(id, END_OF_FILE) : data(id, file.read(offset, count));
    file.meddle(faults, offset + Math.max(0, count));
    reads++;
    boolean put = faults.has(Fault.BACKWARDS) || (faults.has(Fault.FIRST_LAST) && reads == 1);
    if (put) {
      kept.add(reply);
      return null;
    }
    if (reads > faults.number(Fault.FIRST_LAST, Long.MAX_VALUE)) {
      sendKept(0);
    }
    return reply;
  }

  private Packet data(int id, byte[] bytes) throws IOException {
    Packet data = new Packet(103).number(id);
    if (faults.has(Fault.EMPTY_DATA)) {
      return data.string(new byte[0]);
    }
    if (faults.has(Fault.LONG_DATA)) {
      return data.string(Arrays.copyOf(bytes, bytes.length + 1));
    }
    return data.string(bytes, faults.has(Fault.LYING_DATA) ? bytes.length + 9 : bytes.length);
  }

  private Packet stat(int id, Path path) throws IOException {
    if (++stats > faults.number(Fault.STATS, Long.MAX_VALUE)) {
      return status(id, FAILURE);
    }
    return attributes(new Packet(105).number(id), path);
  }

  private Packet fstat(int id, String handle) throws IOException {
    OpenFile file = file(handle);
    if (file == null || ++fstats > faults.number(Fault.FSTATS, Long.MAX_VALUE)) {
      return status(id, FAILURE);
    }
    return attributes(new Packet(105).number(id), file.path());
  }

  private Packet attributes(Packet to, Path path) throws IOException {
    return Listing.attributes(to, path, faults.number(Fault.SIZE_PLUS, 0));
  }

  private Packet openFolder(int id, Path path) throws IOException {
    String handle = newHandle("d");
    listings.put(handle, new Listing(path, faults));
    return handle(id, handle);
  }

  private Packet readFolder(int id, String handle) throws IOException {
    Listing listing = listings.get(handle);
    if (listing == null) {
      return status(id, FAILURE);
    }
    if (faults.has(Fault.EMPTY_NAMES)) {
      return new Packet(104).number(id).number(0);
    }
    if (listing.isBroken()) {
      return status(id, FAILURE);
    }
    return listing.isAtEnd() ? status(id, END_OF_FILE) : listing.next(new Packet(104).number(id));
  }

  private Packet remove(int id, Path path) throws IOException {
    Files.delete(path);
    return status(id, OK);
  }

  private Packet makeFolder(int id, Path path) throws IOException {
    Files.createDirectory(path);
    return status(id, OK);
  }

  private Packet rename(int id, Path from, Path to) throws IOException {
    if (Files.exists(to)) {
      throw new FileAlreadyExistsException(to.toString());
    }
    Files.move(from, to);
    return status(id, OK);
  }
}
