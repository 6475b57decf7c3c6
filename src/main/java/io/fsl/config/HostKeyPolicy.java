package io.fsl.config;

import java.nio.file.Path;
import java.util.List;

/**
 * How a server proves who it is.
 *
 * @param knownHosts files in the format of sshd(8), taken as one set
 * @param fingerprints pinned keys, {@code SHA256:…}; if there are any, only they are taken, and
 *     none that a file revokes
 * @param remembers whether the key of a new host is written down, where new ones are accepted
 */
public record HostKeyPolicy(
    List<Path> knownHosts, List<String> fingerprints, HostKeyCheck check, boolean remembers) {
  public HostKeyPolicy {
    knownHosts = List.copyOf(knownHosts);
    fingerprints = List.copyOf(fingerprints);
  }

  public HostKeyPolicy(List<Path> knownHosts, List<String> fingerprints, HostKeyCheck check) {
    this(knownHosts, fingerprints, check, true);
  }
}
