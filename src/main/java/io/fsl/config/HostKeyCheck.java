package io.fsl.config;

/** What happens when a server's key is not known, as OpenSSH's StrictHostKeyChecking. */
public enum HostKeyCheck {
  /** Refuse. */
  STRICT,
  /** Take a new server's key and remember it; refuse a changed one. */
  ACCEPT_NEW,
  /** Take any key. */
  OFF
}
