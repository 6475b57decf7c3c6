package io.fsl.sftp;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was found out about servers that later connections, also of later loops, are to know: those
 * that give one handle to several open files. Thread-safe.
 */
public final class ServerFaults {
  private final Set<String> sharingHandles = ConcurrentHashMap.newKeySet();

  /**
   * Notes a server that does so.
   *
   * @param server its name in messages
   * @return whether that was not known yet
   */
  boolean sharesHandles(String server) {
    return sharingHandles.add(server);
  }

  /** Whether a server must not have several files open. */
  boolean isOneByOne(String server) {
    return sharingHandles.contains(server);
  }
}
