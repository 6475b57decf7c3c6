package io.fsl.sftp;

import java.nio.ByteBuffer;

/**
 * What a server can take, by its {@code limits@openssh.com} extension, and do.
 *
 * @param readLength bytes that one READ asks for
 * @param openFiles files open at once in one session
 * @param foldersAhead folders open at once, besides those files and one folder
 * @param replaces whether it has {@link #REPLACE}
 */
record ServerLimits(int readLength, int openFiles, int foldersAhead, boolean replaces) {
  static final String EXTENSION = "limits@openssh.com";

  /** Renames in one step; what has the new name is replaced. */
  static final String REPLACE = "posix-rename@openssh.com";

  /** What every server has to be able to send, by the draft of the protocol. */
  private static final int READ_LENGTH = 32 << 10;

  /** Longer replies would not be taken: see {@link Sftp#MAX_PACKET}. OpenSSH sends as much. */
  private static final int READ_LENGTH_MAX = 255 << 10;

  /** A link of 20 ms carries so many small files while one is opened; more wait on the client. */
  private static final int OPEN_FILES = 900;

  /** So many files, if it is not known how many the server bears; of more, some are folders. */
  private static final int MANY_FILES = 256;

  private static final int FOLDERS_AHEAD = 16;

  /** The limits of a server that does not tell them: it may bear only a few. */
  static final ServerLimits DEFAULT = new ServerLimits(READ_LENGTH, MANY_FILES, 0);

  ServerLimits(int readLength, int openFiles, int foldersAhead) {
    this(readLength, openFiles, foldersAhead, false);
  }

  /** The same of a server that replaces, or does not. */
  ServerLimits replacing(boolean can) {
    return new ServerLimits(readLength, openFiles, foldersAhead, can);
  }

  /**
   * The same for a server that is not to have more than one file and one folder open, but for a
   * file that is opened only to be looked at.
   */
  ServerLimits oneByOne() {
    return new ServerLimits(readLength, 1, 0, replaces);
  }

  /** Reads the extension's reply: four unsigned 64-bit numbers, of which 0 means no limit. */
  static ServerLimits of(ByteBuffer body) {
    body.getLong(); // the longest packet
    long read = body.getLong();
    body.getLong(); // the longest write
    long told = body.getLong();
    long handles = told > 0 ? told - 2 : MANY_FILES + FOLDERS_AHEAD; // one folder, one to look at
    int foldersAhead = Math.clamp(handles - MANY_FILES, 0, FOLDERS_AHEAD);
    return new ServerLimits(
        (int) (read > 0 ? Math.min(read, READ_LENGTH_MAX) : READ_LENGTH),
        Math.clamp(handles - foldersAhead, 1, OPEN_FILES),
        foldersAhead);
  }
}
