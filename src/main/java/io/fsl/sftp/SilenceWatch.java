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
   * A channel from which nothing comes is dropped; when nothing comes from any, the server is given
   * up.
   *
   * @throws UnreachableException then
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
   * The last channel has ended.
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
