package io.fsl.sftp;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/**
 * The handles that a server has given out in one session, of files and folders. The protocol has
 * each stand for one of them; a server that errs there, as the one of Erlang/OTP does with more
 * than two, would send the bytes of one file for another. Guarded by the channel's lock.
 */
final class OpenHandles {
  private final Set<ByteBuffer> open = new HashSet<>();
  private volatile boolean shared;

  /**
   * The handle in the reply to an OPEN or OPENDIR.
   *
   * @throws ProtocolException when it is that of another file, or the reply no handle
   */
  byte[] opened(int type, ByteBuffer body) throws ProtocolException {
    byte[] handle = Replies.handle(type, body);
    if (!open.add(ByteBuffer.wrap(handle))) {
      shared = true;
      throw new ProtocolException("the server gave one handle to two open files");
    }
    return handle;
  }

  /** The server has answered the CLOSE: only then the handle may come again. */
  void closed(byte[] handle) {
    open.remove(ByteBuffer.wrap(handle));
  }

  /** Whether one was given to two. Asked from any thread. */
  boolean areShared() {
    return shared;
  }
}
