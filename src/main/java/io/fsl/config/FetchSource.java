package io.fsl.config;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code sftp_sources}.
 *
 * @param folder the remote folder
 * @param files which names below it are wanted
 * @param charset of the server's file names
 * @param archive null: none
 * @param priority sources with a higher one go first
 * @param connections at most so many SSH connections
 * @param rateLimit per second; null: none
 */
public record FetchSource(
    String name,
    Server server,
    String folder,
    Selection files,
    boolean recursive,
    Charset charset,
    Path incoming,
    @Nullable Path archive,
    List<FreeSpaceBound> freeSpace,
    int priority,
    ReadinessRules readiness,
    Order order,
    OnChange onChange,
    AfterFetch afterFetch,
    int connections,
    @Nullable ByteSize rateLimit) {
  public FetchSource {
    if (connections < 1) {
      throw new IllegalArgumentException("no connection allowed: " + connections);
    }
    freeSpace = List.copyOf(freeSpace);
  }

  /** Whether remote files stay once they were fetched. */
  public boolean keepsRemote() {
    return afterFetch instanceof AfterFetch.Keep;
  }

  /** Whether a file of another source may be where one of this source would be. */
  public boolean sharesFolderWith(FetchSource other) {
    return overlap(incoming, other.incoming)
        || (archive != null && other.archive != null && overlap(archive, other.archive));
  }

  private static boolean overlap(Path a, Path b) {
    FolderIdentity one = FolderIdentity.of(a);
    FolderIdentity two = FolderIdentity.of(b);
    return one.isWithin(two) || two.isWithin(one);
  }
}
