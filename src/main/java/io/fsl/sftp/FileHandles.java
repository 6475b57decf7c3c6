package io.fsl.sftp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.stream.Stream;

/**
 * The files that one channel has open: as many as the server bears, which a server may show only by
 * refusing one. Guarded by the channel's lock.
 */
final class FileHandles {
  private final SftpChannel channel;
  private final RequestQueue queue;
  private final Reassembly reassembly;
  private final Opened listener;
  private int most;
  private int granted;

  /**
   * Ranges whose OPEN was refused beside other open files: tried again once no other file is open.
   */
  private final ArrayDeque<RangeRead> refused = new ArrayDeque<>();

  /** Ranges whose file was closed before all bytes had come: it is to be opened again. */
  private final ArrayDeque<RangeRead> unfinished = new ArrayDeque<>();

  /** Files open or being opened. */
  private int handles;

  FileHandles(
      SftpChannel channel, RequestQueue queue, Reassembly reassembly, int most, Opened listener) {
    this.channel = channel;
    this.queue = queue;
    this.reassembly = reassembly;
    this.most = most;
    this.listener = listener;
  }

  /** Whether there are ranges that were not completed or not opened at first, and may be now. */
  boolean waitToBeOpened() {
    return (handles < most && !unfinished.isEmpty()) || (handles == 0 && !refused.isEmpty());
  }

  /** Sends the next OPEN of a range that was not completed or not opened at first, if it may be. */
  boolean openAgain() {
    RangeRead range = handles < most ? unfinished.poll() : null;
    if (range == null && handles == 0) {
      range = refused.poll();
    }
    if (range == null) {
      return false;
    }
    open(range);
    return true;
  }

  /** Sends the OPEN of a new range, if there is one and it may be. */
  boolean openNext() {
    RangeRead range = handles >= most || !refused.isEmpty() ? null : queue.nextRange();
    if (range == null) {
      return false;
    }
    open(range);
    return true;
  }

  private void open(RangeRead range) {
    boolean alone = handles == 0;
    handles++;
    reassembly.expect(range);
    channel.send(
        Sftp.OPEN,
        new Opening(range, alone),
        out -> out.string(range.path.raw()).uint32(Sftp.OPEN_FOR_READING).uint32(0));
  }

  /** Opens a range again that was closed before all its bytes had come. */
  void reopen(RangeRead range) {
    reassembly.forget(range);
    range.restart();
    range.sink.reopened();
    unfinished.add(range);
  }

  void close(RangeRead range) {
    byte[] handle = range.handle;
    if (handle != null) {
      range.handle = null;
      handles--;
      channel.close(handle, range.path);
    }
  }

  /** The ranges that wait to be opened again. */
  Stream<RangeRead> waiting() {
    return Stream.concat(refused.stream(), unfinished.stream());
  }

  private void opened(RangeRead range, byte[] handle) {
    range.handle = handle;
    if (range.refusedInCompany) {
      range.refusedInCompany = false;
      most = Math.max(1, granted);
    }
    listener.opened(range);
  }

  /**
   * A server may run out of handles, which it reports as a mere failure. Such a file is opened
   * again when it is alone; if that works, this channel keeps to the number of files that worked
   * before.
   */
  private void refused(RangeRead range, boolean alone, RemoteException error) {
    handles--;
    if (!alone && error.status() == Sftp.STATUS_FAILURE) {
      range.refusedInCompany = true;
      granted = handles;
      reassembly.forget(range);
      refused.add(range);
    } else {
      listener.notOpened(range, error);
    }
  }

  /** Hears what became of an OPEN. */
  interface Opened {
    void opened(RangeRead range);

    void notOpened(RangeRead range, IOException cause);
  }

  /** An OPEN on its way. */
  private final class Opening implements PendingRequest {
    private final RangeRead range;
    private final boolean alone;

    /**
     * @param alone whether no other file was open when it was sent
     */
    Opening(RangeRead range, boolean alone) {
      this.range = range;
      this.alone = alone;
    }

    @Override
    public void answered(int type, ByteBuffer body) throws ProtocolException {
      if (type == Sftp.STATUS) {
        refused(range, alone, Replies.error(body, "open " + range.path));
      } else {
        opened(range, channel.handles().opened(type, body));
      }
    }

    @Override
    public void lost(IOException cause) {
      listener.notOpened(range, ConnectionLostException.of("open " + range.path, cause));
    }
  }
}
