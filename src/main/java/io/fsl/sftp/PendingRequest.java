package io.fsl.sftp;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A request that was sent and whose reply has not come yet. One of the two methods is called, once,
 * with the channel's lock held.
 */
interface PendingRequest {
  /**
   * The reply has come.
   *
   * @param body what follows the id
   */
  void answered(int type, ByteBuffer body) throws ProtocolException;

  /** The connection ended before the reply came. */
  void lost(IOException cause);
}
