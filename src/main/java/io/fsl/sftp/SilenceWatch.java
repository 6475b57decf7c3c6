package io.fsl.sftp;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Finds channels from which nothing comes any more.
 *
 * @param timeout without any sign of life
 */
record SilenceWatch(Duration timeout) {
  /**
   * Drops channels from which nothing comes; if nothing comes from any of them, gives the server
   * up.
   *
   * @throws UnreachableException when the server is given up
   */
  void endSilent(List<SftpChannel> channels) throws UnreachableException {
    List<SftpChannel> silent =
        channels.stream().filter(channel -> isLong(channel.silence())).toList();
    if (!silent.isEmpty() && channels.stream().allMatch(channel -> isLong(channel.quiet()))) {
      throw silence();
    }
    silent.forEach(channel -> channel.ended(new IOException(silence().getMessage())));
  }

  /**
   * To be called when the last channel has ended: gives the server up if it had fallen silent.
   *
   * @throws UnreachableException when nothing came from it for long
   */
  void check(Duration lastSilence) throws UnreachableException {
    if (isLong(lastSilence)) {
      throw silence();
    }
  }

  private boolean isLong(Duration silence) {
    return silence.compareTo(timeout) > 0;
  }

  private UnreachableException silence() {
    return new UnreachableException("no answer from the server for " + timeout.toSeconds() + " s");
  }
}
