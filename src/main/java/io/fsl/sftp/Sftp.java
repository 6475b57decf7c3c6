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
  static final int REALPATH = 16;
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

  /**
   * What a status code means, in OpenSSH's words, and from 9 on, where the codes are of later
   * drafts, in those of the system error that it stands for.
   */
  static String meaning(int status) {
    return switch (status) {
      case STATUS_OK -> "No error";
      case STATUS_EOF -> "End of file";
      case STATUS_NO_SUCH_FILE -> "No such file or directory";
      case 3 -> "Permission denied";
      case STATUS_FAILURE -> "Failure";
      case 5 -> "Bad message";
      case 6 -> "No connection";
      case 7 -> "Connection lost";
      case STATUS_UNSUPPORTED -> "Operation unsupported";
      case 9 -> "Invalid handle";
      case STATUS_NO_SUCH_PATH -> "No such path";
      case 11 -> "File exists";
      case 12 -> "Read-only file system";
      case 13 -> "No medium found";
      case 14 -> "No space left on device";
      case 15 -> "Disk quota exceeded";
      case 16 -> "Unknown user";
      case 17 -> "File is locked";
      case 18 -> "Directory not empty";
      case 19 -> "Not a directory";
      case 20 -> "Invalid file name";
      case 21 -> "Too many levels of symbolic links";
      case 22 -> "File cannot be deleted";
      case 24 -> "Is a directory";
      default -> "Status " + Integer.toUnsignedString(status);
    };
  }
}
