package io.fsl.sftp;

/**
 * What a server says of a file (draft-ietf-secsh-filexfer-02, section 5).
 *
 * @param size in bytes, or {@link #UNKNOWN}
 * @param mtime seconds since 1970, unsigned 32 bits, or {@link #UNKNOWN}
 */
public record Attributes(Type type, long size, long mtime) {
  /** Of a size or time that the server does not tell. */
  public static final long UNKNOWN = -1;

  /** Kind of file, by the mode bits. */
  public enum Type {
    FILE,
    FOLDER,
    LINK,
    OTHER,
    UNKNOWN
  }

  /** Whether type, size and mtime are all told. */
  public boolean complete() {
    return type != Type.UNKNOWN && size != UNKNOWN && mtime != UNKNOWN;
  }

  /** The same of another type. */
  Attributes withType(Type other) {
    return other == type ? this : new Attributes(other, size, mtime);
  }
}
