package io.fsl.sftp;

import java.io.IOException;

/** The server sent what no SFTP server may send; the connection cannot be trusted any more. */
final class ProtocolException extends IOException {
  ProtocolException(String message) {
    super(message);
  }
}
