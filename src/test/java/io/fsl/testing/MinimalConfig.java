package io.fsl.testing;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Configuration files with one source {@code feeds}, which have little more than they must. */
public final class MinimalConfig {
  private MinimalConfig() {}

  /**
   * A copier.yml: from {@code incoming} to {@code one}.
   *
   * @param destination more lines of the destination
   */
  public static String copier(String... destination) {
    return """
    file_sources:
      feeds:
        incoming: incoming
        copy_to:
          one:
            dir: one
    """
        + indented(8, destination);
  }

  /**
   * A fetcher.yml: from a server on this machine to {@code incoming}.
   *
   * @param port 1: nothing listens there
   * @param source more lines of the source
   */
  public static String fetcher(int port, String... source) {
    return """
    sftp_sources:
      feeds:
        host: 127.0.0.1
        port: %d
        username: feeds
        password: secret
        source: /out
        files: '*'
        local_incoming: incoming
    """
            .formatted(port)
        + indented(4, source)
        + "retries: 0\n";
  }

  private static String indented(int spaces, String... lines) {
    return Stream.of(lines).map(line -> line.indent(spaces)).collect(Collectors.joining());
  }
}
