package io.fsl.sftp;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The requests on their way, by their ids: the lower bits of an id are a place in the table, the
 * others count how often it was taken. So a second reply to a request is not taken for that to
 * another, which has its place by then.
 */
final class RequestTable {
  private static final int PLACE_BITS = 12;
  private static final int GENERATION = 1 << PLACE_BITS;

  private final @Nullable PendingRequest[] byPlace;

  /** The id that each place has now, or will have next. */
  private final int[] ids;

  private final int[] free;
  private int used;

  /**
   * @param capacity 4096 at most
   */
  RequestTable(int capacity) {
    if (capacity > GENERATION) {
      throw new IllegalArgumentException("ids have no room for " + capacity + " places");
    }
    byPlace = new @Nullable PendingRequest[capacity];
    ids = new int[capacity];
    free = new int[capacity];
    for (int i = 0; i < capacity; i++) {
      ids[i] = i;
      free[i] = i;
    }
  }

  int size() {
    return used;
  }

  boolean hasRoom() {
    return used < byPlace.length;
  }

  /** Remembers a request and gives it an id. */
  int add(PendingRequest waiting) {
    int place = free[used++];
    byPlace[place] = waiting;
    return ids[place];
  }

  /**
   * Takes out the request that waits for the reply with that id.
   *
   * @throws ProtocolException when there is none
   */
  PendingRequest remove(int id) throws ProtocolException {
    int place = id & (GENERATION - 1);
    boolean known = place < ids.length && ids[place] == id;
    PendingRequest waiting = known ? byPlace[place] : null;
    if (waiting == null) {
      throw new ProtocolException("reply to no request, id " + Integer.toUnsignedString(id));
    }
    release(place);
    return waiting;
  }

  private void release(int place) {
    byPlace[place] = null;
    ids[place] += GENERATION;
    free[--used] = place;
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
      if (!(waits instanceof PendingRead read)) {
        throw new ProtocolException("data that was not asked for");
      }
      read.dataBegins(length);
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
    for (int place = 0; place < byPlace.length; place++) {
      PendingRequest waiting = byPlace[place];
      if (waiting != null) {
        all.add(waiting);
        release(place);
      }
    }
    return all;
  }
}
