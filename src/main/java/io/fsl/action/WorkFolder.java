package io.fsl.action;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where a ledger's files are written before they are published: {@code <target>/.fsl/<ledger id>},
 * on the file system of their target, mode 0700. Only the holder of the ledger's lock touches it.
 *
 * <p>A marker in it tells whether it is the folder that the ledger knows: where a disk was not
 * mounted or was exchanged, that a temp is gone does not say that it was published.
 */
public final class WorkFolder {
  /** The name that no walk enters. */
  public static final String NAME = ".fsl";

  /** The ledger's table of the markers of its working folders, by owner. */
  static final String MARKERS = "markers";

  private static final String MARKER = "marker";
  private static final int NONCE_LENGTH_MAX = 64;

  private final Path target;
  private final Path path;
  private final Ledger ledger;
  private final Ledger.Table markers;
  private final byte[] owner;
  private final FileWriter writer;

  /**
   * @param owner whose files are published from here, such as {@link #owner} names: each remembers
   *     the marker for itself; owners with the same target share the folder
   */
  public WorkFolder(Path target, Ledger ledger, String owner, FileWriter writer) {
    this.target = target;
    this.path = target.resolve(NAME).resolve(ledger.id());
    this.ledger = ledger;
    this.markers = ledger.table(MARKERS);
    this.owner = owner.getBytes(UTF_8);
    this.writer = writer;
  }

  /**
   * The owner of that name. A slash in a name makes no two owners the same: they would remove each
   * other's files.
   *
   * @param names of the source, and of what else it needs to be told from its other owners
   */
  public static String owner(String... names) {
    boolean plain = Arrays.stream(names).noneMatch(name -> name.contains("/"));
    return plain ? String.join("/", names) : String.join("\0", names) + "\0";
  }

  /** The start of the names of an owner's files: several owners may share one working folder. */
  public String prefix() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(owner);
      return HexFormat.of().formatHex(digest, 0, Long.BYTES) + "-";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The folder that files are published to from here. */
  public Path target() {
    return target;
  }

  /** Where it is. */
  Path path() {
    return path;
  }

  /** The file of that name in it. */
  public Path resolve(String name) {
    return path.resolve(name);
  }

  /** What a small file takes on disk in it, as the marker does; 0: not known. */
  long smallFileBytes() {
    return LocalNames.freedWith(resolve(MARKER));
  }

  /** Whether it is there and the one that the ledger remembers for this owner. */
  public boolean isKnown() throws IOException {
    byte[] known = markers.get(owner);
    return known != null && Arrays.equals(known, readMarker());
  }

  /**
   * To be asked once a file turned out to be gone from it: that was published only if the folder is
   * still the one that it was in. It may have been unmounted, or removed, since it was opened.
   *
   * @throws IOException if it is not
   */
  void mustBeKnown() throws IOException {
    if (!isKnown()) {
      throw new IOException(target + ": is not the folder that it was");
    }
  }

  /**
   * Makes it if it is missing, or takes it over as it is, with the files in it, and remembers its
   * marker. From here on {@link #isKnown} holds.
   */
  public void create() throws IOException {
    byte[] marker = make();
    if (!Arrays.equals(marker, markers.get(owner))) {
      markers.put(owner, marker);
      ledger.commit();
    }
  }

  /**
   * Makes it if it is missing, without remembering it: what the ledger says of the files in another
   * is to be dealt with first.
   *
   * @return its marker
   */
  public byte[] make() throws IOException {
    synchronized (ledger.monitor(target.toRealPath())) {
      new MakeWorkFolder(target, path, writer).make();
      byte[] found = readMarker();
      return found == null ? writeMarker() : found;
    }
  }

  private byte @Nullable [] readMarker() throws IOException {
    Path marker = resolve(MARKER);
    if (!Files.isDirectory(path, NOFOLLOW_LINKS) || !Files.isRegularFile(marker, NOFOLLOW_LINKS)) {
      return null;
    }
    try (var in = Files.newInputStream(marker, NOFOLLOW_LINKS)) {
      byte[] nonce = in.readNBytes(NONCE_LENGTH_MAX);
      return nonce.length == 0 ? null : nonce;
    } catch (NoSuchFileException _) {
      return null;
    }
  }

  private byte[] writeMarker() throws IOException {
    byte[] nonce = UUID.randomUUID().toString().getBytes(US_ASCII);
    Path temp = resolve(MARKER + ".new");
    Files.deleteIfExists(temp);
    writer.write(nonce, temp, resolve(MARKER));
    return nonce;
  }

  /**
   * Removes what is left in it from earlier runs. What other owners have there is wanted: see
   * {@link #prefix}.
   *
   * @param isWanted told the name of each file
   */
  public void sweep(Predicate<String> isWanted) throws IOException {
    if (!Files.isDirectory(path, NOFOLLOW_LINKS)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (!name.equals(MARKER) && !isWanted.test(name)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }
}
