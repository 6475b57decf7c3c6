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
  static final int STATUS_UNSUPPORTED = 8;

  /** Of draft-ietf-secsh-filexfer-13, section 9.1, as some servers send it in version 3 too. */
  static final int STATUS_NO_SUCH_PATH = 10;

  static final int OPEN_FOR_READING = 1;

  /** The longest packet that is taken, in bytes: OpenSSH's SFTP_MAX_MSG_LENGTH. */
  static final int MAX_PACKET = 256 << 10;

  private Sftp() {}

  /** What a status code means, for messages; from 9 on they are of later drafts. */
  static String meaning(int status) {
    return switch (status) {
      case STATUS_OK -> "ok";
      case STATUS_EOF -> "end of file";
      case STATUS_NO_SUCH_FILE -> "no such file";
      case 3 -> "permission denied";
      case STATUS_FAILURE -> "failure";
      case 5 -> "bad message";
      case 6 -> "no connection";
      case 7 -> "connection lost";
      case STATUS_UNSUPPORTED -> "operation unsupported";
      case 9 -> "the handle is not valid";
      case STATUS_NO_SUCH_PATH -> "no such path";
      case 11 -> "the file exists already";
      case 12 -> "the file system is read-only";
      case 13 -> "there is no medium in the drive";
      case 14 -> "no space on the file system";
      case 15 -> "the quota is exceeded";
      case 16 -> "the server does not know the user";
      case 17 -> "the file is locked";
      case 18 -> "the directory is not empty";
      case 19 -> "not a directory";
      case 20 -> "the name is not valid";
      case 21 -> "too many symbolic links";
      case 22 -> "the file cannot be deleted";
      case 24 -> "it is a directory";
      default -> "status " + Integer.toUnsignedString(status);
    };
  }
}
