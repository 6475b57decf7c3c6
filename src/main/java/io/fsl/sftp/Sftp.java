package io.fsl.sftp;

/** Numbers of SFTP version 3, as draft-ietf-secsh-filexfer-02 has them. */
final class Sftp {
  static final int VERSION_3 = 3;

  static final int INIT = 1;
  static final int VERSION = 2;
  static final int OPEN = 3;
  static final int CLOSE = 4;
  static final int READ = 5;
  static final int LSTAT = 7;
  static final int FSTAT = 8;
  static final int OPENDIR = 11;
  static final int READDIR = 12;
  static final int REMOVE = 13;
  static final int MKDIR = 14;
  static final int STAT = 17;
  static final int RENAME = 18;
  static final int STATUS = 101;
  static final int HANDLE = 102;
  static final int DATA = 103;
  static final int NAME = 104;
  static final int ATTRS = 105;
  static final int EXTENDED = 200;
  static final int EXTENDED_REPLY = 201;

  static final int STATUS_OK = 0;
  static final int STATUS_EOF = 1;
  static final int STATUS_NO_SUCH_FILE = 2;
  static final int STATUS_FAILURE = 4;

  static final int OPEN_FOR_READING = 1;

  /** The longest packet that is taken, in bytes: OpenSSH's SFTP_MAX_MSG_LENGTH. */
  static final int MAX_PACKET = 256 << 10;

  private Sftp() {}

  /** What a status code means, for messages. */
  static String meaning(int status) {
    return switch (status) {
      case STATUS_EOF -> "end of file";
      case STATUS_NO_SUCH_FILE -> "no such file";
      case 3 -> "permission denied";
      case STATUS_FAILURE -> "failure";
      case 5 -> "bad message";
      case 6 -> "no connection";
      case 7 -> "connection lost";
      case 8 -> "operation unsupported";
      default -> "status " + Integer.toUnsignedString(status);
    };
  }
}
