package io.fsl.sftp;

import io.fsl.text.Printable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A path or name on the server: bytes, since SFTP version 3 says nothing of their encoding. */
public final class RemotePath {

  /** The character that stands for bytes that are no text. */
  private static final char REPLACEMENT = '\ufffd';

  private final byte[] bytes;

  private RemotePath(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The path with these bytes. */
  public static RemotePath of(byte[] bytes) {
    return new RemotePath(bytes.clone());
  }

  /** The path as it is written in the server's charset. */
  public static RemotePath of(String text, Charset charset) {
    return new RemotePath(text.getBytes(charset));
  }

  /** The path with these bytes, which nobody else changes. */
  static RemotePath ofOwned(byte[] bytes) {
    return new RemotePath(bytes);
  }

  /** The bytes themselves, not to be changed. */
  byte[] raw() {
    return bytes;
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Puts the bytes into an array, from an index on. */
  public void copyTo(byte[] target, int index) {
    System.arraycopy(bytes, 0, target, index, bytes.length);
  }

  /** The byte at an index. */
  public byte at(int index) {
    return bytes[index];
  }

  /** How many bytes the path has. */
  public int length() {
    return bytes.length;
  }

  /** This folder's child; a name that starts with {@code /} stands for itself. */
  public RemotePath resolve(RemotePath name) {
    if (bytes.length == 0 || (name.bytes.length > 0 && name.bytes[0] == '/')) {
      return name;
    }
    boolean slash = bytes[bytes.length - 1] == '/';
    byte[] joined = Arrays.copyOf(bytes, bytes.length + (slash ? 0 : 1) + name.bytes.length);
    if (!slash) {
      joined[bytes.length] = '/';
    }
    System.arraycopy(name.bytes, 0, joined, joined.length - name.bytes.length, name.bytes.length);
    return new RemotePath(joined);
  }

  /** What is before the last slash: {@code /} for a path in the root, empty without a slash. */
  public RemotePath parent() {
    int slash = lastSlash();
    return new RemotePath(Arrays.copyOf(bytes, slash == 0 ? 1 : Math.max(slash, 0)));
  }

  /** What is behind the last slash. */
  public RemotePath name() {
    return new RemotePath(Arrays.copyOfRange(bytes, lastSlash() + 1, bytes.length));
  }

  private int lastSlash() {
    int slash = bytes.length - 1;
    while (slash >= 0 && bytes[slash] != '/') {
      slash--;
    }
    return slash;
  }

  /**
   * The text of the path.
   *
   * @throws CharacterCodingException when the bytes are none in that charset
   */
  public String decode(Charset charset) throws CharacterCodingException {
    if (charset.equals(StandardCharsets.UTF_8)) {
      String text = new String(bytes, StandardCharsets.UTF_8);
      if (text.indexOf(REPLACEMENT) < 0) {
        return text;
      }
    }
    return strictly(charset);
  }

  private String strictly(Charset charset) throws CharacterCodingException {
    return charset
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT)
        .decode(ByteBuffer.wrap(bytes))
        .toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RemotePath path && Arrays.equals(bytes, path.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** For messages: {@link Printable#name}. */
  @Override
  public String toString() {
    return Printable.name(bytes);
  }
}
