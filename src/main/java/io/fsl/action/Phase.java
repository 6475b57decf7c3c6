package io.fsl.action;

/** How far a transfer has come. */
public enum Phase {
  /** Its bytes are coming. */
  LOADING(1),
  /** It is complete and durable, in the archive if there is one; its final name is decided. */
  ARCHIVED(2),
  /** It is in incoming; the remote file is not dealt with yet. */
  PUBLISHED(3),
  /** As archived, but gone with its working folder: it is to be restored from the archive. */
  LOST(4);

  final byte code;

  Phase(int code) {
    this.code = (byte) code;
  }

  static Phase of(byte code) {
    return switch (code) {
      case 1 -> LOADING;
      case 2 -> ARCHIVED;
      case 3 -> PUBLISHED;
      case 4 -> LOST;
      default -> throw new IllegalStateException("phase " + code + " in the ledger");
    };
  }
}
