package io.fsl.sftp;

import io.fsl.sftp.RangeRead.Ask;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A READ on its way; its data comes through {@link #dataBegins}. */
final class PendingRead implements PendingRequest {
  private final Ranges ranges;
  private final Ask ask;

  PendingRead(Ranges ranges, Ask ask) {
    this.ranges = ranges;
    this.ask = ask;
  }

  /** Data comes, of one byte at least and no more than was asked for, or of none at all. */
  void dataBegins(int length) throws ProtocolException {
    if (length < 0 || length > ask.length) {
      throw new ProtocolException("more data than asked for");
    }
    ranges.dataBegins(ask, length);
  }

  @Override
  public void answered(int type, ByteBuffer body) throws ProtocolException {
    if (type != Sftp.STATUS) {
      throw new ProtocolException("reply of type " + type + " to READ");
    }
    ranges.unreadable(ask, Replies.error(body, "read " + ask.range.path + " at " + ask.offset));
  }

  @Override
  public void lost(IOException cause) {
    ask.range.pending--;
    ranges.lost(ask.range, cause);
  }
}
