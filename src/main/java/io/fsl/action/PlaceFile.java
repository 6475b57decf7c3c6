package io.fsl.action;

import io.fsl.config.OnChange;
import io.fsl.linux.FileIdentity;
import io.fsl.linux.FileStatus;
import io.fsl.linux.PathBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Decides the name of a file in incoming. A name that is taken is never taken away, except, with
 * {@code replace}, from an earlier version that this source published from this very path.
 */
public final class PlaceFile {
  private static final Logger LOG = Logger.getLogger("io.fsl.place");

  private static final Place.Taken TAKEN = new Place.Taken("its name is taken in incoming");

  private final Path incoming;
  private final OnChange onChange;
  private final FetchLedger ledger;
  private final Claims claims;

  /**
   * @param claims shared by all sources of a run: they may have the same incoming
   */
  public PlaceFile(Path incoming, OnChange onChange, FetchLedger ledger, Claims claims) {
    this.incoming = incoming;
    this.onChange = onChange;
    this.ledger = ledger;
    this.claims = claims;
  }

  /** Names that files are on their way to, so that no two are on the way to the same. */
  public static final class Claims {
    private final Set<Path> names = ConcurrentHashMap.newKeySet();

    boolean take(Path name) {
      return names.add(name);
    }

    void release(Path name) {
      names.remove(name);
    }
  }

  /** Where a file goes. */
  public sealed interface Place {
    /** To this name, relative to incoming; {@link #release} it when the file is there. */
    record Name(Path target) implements Place {}

    /** Nowhere yet: the name is not free. */
    record Taken(String reason) implements Place {}

    /** Nowhere, as configured. */
    record Refused(String reason) implements Place {}
  }

  /** Whether the file would have to wait or is refused; claims nothing. */
  public Optional<Place> obstacle(RemoteFile file) throws IOException {
    if (!isTaken(file.relative()) || onChange == OnChange.KEEP_BOTH) {
      return Optional.empty();
    }
    Place place = taken(file);
    return place instanceof Place.Name ? Optional.empty() : Optional.of(place);
  }

  /** Decides the name and claims it. */
  public Place claim(RemoteFile file) throws IOException {
    Path name = file.relative();
    Place place = claim(name, () -> isTaken(name) ? taken(file) : new Place.Name(name));
    return place instanceof Place.Taken && onChange == OnChange.KEEP_BOTH
        ? claimVariant(name)
        : place;
  }

  /** Claims the name that an earlier run decided on; if that is taken by now, decides anew. */
  public Place claimAgain(RemoteFile file, Path target) throws IOException {
    Place place = claim(target, () -> isFree(file, target) ? new Place.Name(target) : TAKEN);
    return place instanceof Place.Name ? place : claim(file);
  }

  private Place claimVariant(Path name) throws IOException {
    for (int n = 2; ; n++) {
      Path variant = KeepBoth.name(name, n);
      Place place = claim(variant, () -> isTaken(variant) ? TAKEN : new Place.Name(variant));
      if (place instanceof Place.Name) {
        return place;
      }
    }
  }

  /** Decides whether a name, claimed for the moment, may be given to a file. */
  private interface Look {
    Place look() throws IOException;
  }

  /** Claims a name while it is looked at; it stays claimed only if it is given. */
  private Place claim(Path name, Look look) throws IOException {
    if (!claims.take(incoming.resolve(name))) {
      return new Place.Taken("another file is on its way to that name");
    }
    boolean given = false;
    try {
      Place place = look.look();
      given = place instanceof Place.Name;
      return place;
    } finally {
      if (!given) {
        release(name);
      }
    }
  }

  /** Whether a file may get that name, of which it is known that it was decided on for it. */
  boolean isFree(RemoteFile file, Path target) throws IOException {
    return !isTaken(target)
        || (onChange == OnChange.REPLACE && target.equals(file.relative()) && isOurs(file));
  }

  /** Ends the claim to a name: the file is there, or did not get it. */
  public void release(Path target) {
    claims.release(incoming.resolve(target));
  }

  private Place taken(RemoteFile file) throws IOException {
    return switch (onChange) {
      case WAIT, KEEP_BOTH -> TAKEN;
      case FAIL -> new Place.Refused(TAKEN.reason());
      case REPLACE ->
          isOurs(file)
              ? new Place.Name(file.relative())
              : new Place.Taken(TAKEN.reason() + " by a file from elsewhere");
    };
  }

  /**
   * Whether a name is taken; a symbolic link does not count, as it is replaced and never followed.
   */
  private boolean isTaken(Path name) throws IOException {
    BasicFileAttributes found = LocalNames.takenBy(incoming.resolve(name));
    return found != null && !found.isSymbolicLink();
  }

  /**
   * What a file is known by later, to be replaced; null: nothing, or none is ever replaced.
   *
   * @param path in incoming, or on its way there
   */
  @Nullable FileIdentity identity(Path path) {
    FileStatus found = onChange == OnChange.REPLACE ? LocalNames.glance(path) : null;
    return found == null ? null : found.identity();
  }

  /** {@link #identity(Path)} of a temp, of which the path is made only where it is needed. */
  @Nullable FileIdentity identity(TempFile temp) {
    return onChange == OnChange.REPLACE ? identity(temp.path()) : null;
  }

  /** Whether what has the name is what this source published last from this very path. */
  private boolean isOurs(RemoteFile file) throws IOException {
    Optional<Fetched> last = ledger.fetched(file.path());
    Path path = incoming.resolve(file.relative());
    if (last.isEmpty()
        || !last.get().target().equals(file.relative())
        || !hasVersion(path, last.get().size(), last.get().mtime())) {
      return false;
    }
    FileIdentity found = identity(path);
    if (found != null && !last.get().is(found)) {
      LOG.log(
          Level.WARNING,
          "{0}: has the size and time of what was published there, but is another file, or the file"
              + " system has another number for it; it is not replaced",
          PathBytes.printable(path));
      return false;
    }
    return true;
  }

  /**
   * Whether a local file is that version.
   *
   * @param size in bytes
   * @param mtime seconds since 1970
   */
  static boolean hasVersion(Path path, long size, long mtime) throws IOException {
    BasicFileAttributes found = LocalNames.takenBy(path);
    return found != null && isVersion(found, size, mtime);
  }

  /** Whether a file of these attributes is that version. */
  static boolean isVersion(BasicFileAttributes found, long size, long mtime) {
    return found.isRegularFile()
        && found.size() == size
        && found.lastModifiedTime().toInstant().equals(Instant.ofEpochSecond(mtime));
  }
}
