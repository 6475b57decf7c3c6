package io.fsl.sftp;

import java.io.IOException;

/** The server answered a request with an error. */
public final class RemoteException extends IOException {
  private final int status;

  /**
   * @param status SSH_FX_…, draft-ietf-secsh-filexfer-02, section 7
   * @param message names the request and the path
   */
  public RemoteException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** The SSH_FX_… code. */
  public int status() {
    return status;
  }

  /** Whether the file is not there, or a folder that it would be in. */
  public boolean noSuchFile() {
    return status == Sftp.STATUS_NO_SUCH_FILE || status == Sftp.STATUS_NO_SUCH_PATH;
  }
}
