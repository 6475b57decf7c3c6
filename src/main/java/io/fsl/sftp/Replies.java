package io.fsl.sftp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Decodes the bodies of replies, from behind the request's id on. */
final class Replies {
  private static final int HAS_SIZE = 1;
  private static final int HAS_OWNERS = 2;
  private static final int HAS_MODE = 4;
  private static final int HAS_TIMES = 8;
  private static final int HAS_EXTENSIONS = 0x80000000;

  /** In bytes, as the protocol says. */
  private static final int MAX_HANDLE = 256;

  /** By which later drafts of the protocol mark the last names: one byte. */
  private static final int END_OF_LIST = 1;

  private static final int FILE_TYPE_MASK = 0170000;

  private Replies() {}

  /** A string of the protocol: its bytes, which have their length before them. */
  static byte[] string(ByteBuffer body) throws ProtocolException {
    byte[] value = new byte[length(body)];
    body.get(value);
    return value;
  }

  private static void skipString(ByteBuffer body) throws ProtocolException {
    int length = length(body);
    body.position(body.position() + length);
  }

  private static int length(ByteBuffer body) throws ProtocolException {
    int length = body.getInt();
    if (length < 0 || length > body.remaining()) {
      throw new ProtocolException("string longer than its packet");
    }
    return length;
  }

  /** The handle in the reply to an OPEN or OPENDIR. */
  static byte[] handle(int type, ByteBuffer body) throws ProtocolException {
    require(Sftp.HANDLE, type);
    byte[] handle = string(body);
    if (handle.length > MAX_HANDLE) {
      throw new ProtocolException("handle of " + handle.length + " bytes");
    }
    return handle;
  }

  /** Checks that a reply is what its request calls for. */
  static void require(int wanted, int type) throws ProtocolException {
    if (type != wanted) {
      throw new ProtocolException("reply of type " + type + " where " + wanted + " belongs");
    }
  }

  /** A STATUS reply as an exception that tells what was asked. */
  static RemoteException error(ByteBuffer body, String request) throws ProtocolException {
    int status = body.getInt();
    String text = "";
    if (body.remaining() >= 4) {
      text = Cause.printable(RemotePath.of(string(body)).toString());
    }
    String meaning = Sftp.meaning(status);
    String detail = saysNoMore(text, meaning) ? "" : " (" + text + ")";
    return new RemoteException(status, request + ": " + meaning + detail);
  }

  /** Whether a server's text is part of what the code says, such as {@code No such file}. */
  private static boolean saysNoMore(String text, String meaning) {
    return meaning.regionMatches(true, 0, text, 0, text.length());
  }

  /** The entries of a NAME reply, without {@code .} and {@code ..}. */
  static List<Entry> entries(ByteBuffer body) throws ProtocolException {
    int count = count(body);
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] name = string(body);
      int line = body.position() + Integer.BYTES;
      skipString(body);
      int end = body.position();
      Attributes attributes = attributes(body);
      if (attributes.type() == Attributes.Type.UNKNOWN) {
        attributes = attributes.withType(LongName.type(body, line, end - line));
      }
      if (!isDots(name)) {
        entries.add(new Entry(RemotePath.ofOwned(name), attributes));
      }
    }
    if (body.remaining() > END_OF_LIST) {
      throw new ProtocolException("more names than the " + count + " that it counts");
    }
    return entries;
  }

  /** The name in a NAME reply that has but one. */
  static RemotePath name(int type, ByteBuffer body) throws ProtocolException {
    require(Sftp.NAME, type);
    int count = count(body);
    if (count != 1) {
      throw new ProtocolException(count + " names instead of one");
    }
    return RemotePath.ofOwned(string(body));
  }

  /** How many elements follow; more than there can be end in a packet that is cut short. */
  private static int count(ByteBuffer body) throws ProtocolException {
    int count = body.getInt();
    if (count < 0) {
      throw new ProtocolException("a count of " + Integer.toUnsignedString(count));
    }
    return count;
  }

  private static boolean isDots(byte[] name) {
    return name.length > 0
        && name.length <= 2
        && name[0] == '.'
        && (name.length == 1 || name[1] == '.');
  }

  /** An ATTRS structure. */
  static Attributes attributes(ByteBuffer body) throws ProtocolException {
    int flags = body.getInt();
    long size = (flags & HAS_SIZE) != 0 ? body.getLong() : Attributes.UNKNOWN;
    if ((flags & HAS_OWNERS) != 0) {
      body.getLong();
    }
    Attributes.Type type = (flags & HAS_MODE) != 0 ? type(body.getInt()) : Attributes.Type.UNKNOWN;
    long mtime = Attributes.UNKNOWN;
    if ((flags & HAS_TIMES) != 0) {
      body.getInt();
      mtime = Integer.toUnsignedLong(body.getInt());
    }
    if ((flags & HAS_EXTENSIONS) != 0) {
      int pairs = count(body);
      for (int i = 0; i < pairs; i++) {
        skipString(body);
        skipString(body);
      }
    }
    return new Attributes(type, size < 0 ? Attributes.UNKNOWN : size, mtime);
  }

  private static Attributes.Type type(int mode) {
    return switch (mode & FILE_TYPE_MASK) {
      case 0100000 -> Attributes.Type.FILE;
      case 0040000 -> Attributes.Type.FOLDER;
      case 0120000 -> Attributes.Type.LINK;
      case 0 -> Attributes.Type.UNKNOWN;
      default -> Attributes.Type.OTHER;
    };
  }

  /** The names of the extensions in a VERSION packet. */
  static List<String> extensions(ByteBuffer body) throws ProtocolException {
    List<String> names = new ArrayList<>();
    while (body.hasRemaining()) {
      names.add(new String(string(body), StandardCharsets.UTF_8));
      skipString(body);
    }
    return names;
  }
}
