package io.fsl.sftp;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A request on its way: what becomes of its reply. Called with the channel's lock held. */
interface Waiting {
  /**
   * The reply has come.
   *
   * @param body what follows the id
   */
  void answered(int type, ByteBuffer body) throws ProtocolException;

  /** No reply will come. */
  void lost(IOException cause);
}
