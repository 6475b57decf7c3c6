package io.fsl.sftp;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The requests on their way, by their ids. An id is free again when its reply has come. */
final class RequestTable {
  /** One request may bring another with it: a CLOSE after the last READ. */
  private static final int SPARE = 2;

  private final @Nullable PendingRequest[] byId;
  private final int[] free;
  private int used;

  RequestTable(int capacity) {
    byId = new @Nullable PendingRequest[capacity];
    free = new int[capacity];
    for (int i = 0; i < capacity; i++) {
      free[i] = i;
    }
  }

  int size() {
    return used;
  }

  boolean hasRoom() {
    return used + SPARE <= byId.length;
  }

  /** Remembers a request and gives it an id. */
  int add(PendingRequest waiting) {
    int id = free[used++];
    byId[id] = waiting;
    return id;
  }

  /**
   * Takes out the request that waits for the reply with that id.
   *
   * @throws ProtocolException when there is none
   */
  PendingRequest remove(int id) throws ProtocolException {
    PendingRequest waiting = id >= 0 && id < byId.length ? byId[id] : null;
    if (waiting == null) {
      throw new ProtocolException("reply to no request, id " + Integer.toUnsignedString(id));
    }
    byId[id] = null;
    free[--used] = id;
    return waiting;
  }

  /** Hands a reply, which starts with its id, to who waits for it. */
  void answered(int type, ByteBuffer reply) throws ProtocolException {
    PendingRequest waits = remove(reply.getInt());
    try {
      waits.answered(type, reply);
    } catch (ProtocolException e) {
      throw lost(waits, e);
    } catch (BufferUnderflowException e) {
      throw lost(waits, new ProtocolException("reply of type " + type + " is cut short"));
    } catch (RuntimeException | Error e) {
      waits.lost(new IOException("internal error: " + e, e));
      throw e;
    }
  }

  /** Tells the READ of that id that so many bytes of data come. */
  void dataBegins(int id, int length) throws ProtocolException {
    PendingRequest waits = remove(id);
    try {
      if (!(waits instanceof Reading reading)) {
        throw new ProtocolException("data that was not asked for");
      }
      reading.dataBegins(length);
    } catch (ProtocolException e) {
      throw lost(waits, e);
    }
  }

  /** A request whose reply makes no sense is not in the table any more, where it would be ended. */
  private static ProtocolException lost(PendingRequest waits, ProtocolException cause) {
    waits.lost(cause);
    return cause;
  }

  /** Empties the table, and returns the requests that were in it. */
  List<PendingRequest> removeAll() {
    List<PendingRequest> all = new ArrayList<>();
    for (int id = 0; id < byId.length; id++) {
      PendingRequest waiting = byId[id];
      if (waiting != null) {
        all.add(waiting);
        byId[id] = null;
        free[--used] = id;
      }
    }
    return all;
  }
}
