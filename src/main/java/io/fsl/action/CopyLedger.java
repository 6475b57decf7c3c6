package io.fsl.action;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fsl.linux.FileIdentity;
import io.fsl.linux.PathBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * What is known of the files of one copy source: for each file and destination, how far it is. The
 * key is source, path and destination, with a NUL between, as no name has one.
 */
public final class CopyLedger {
  private final Ledger ledger;
  private final Ledger.Table table;
  private final byte[] prefix;

  public CopyLedger(Ledger ledger, String source) {
    this.ledger = ledger;
    this.table = ledger.table("copies");
    this.prefix = (source + "\0").getBytes(UTF_8);
  }

  /** How far a version of a file is at a destination. */
  enum Phase {
    /** The temp is complete and durable; it may have its final name already. */
    READY('r'),
    /** It is there under its final name, durable. */
    DELIVERED('d'),
    /** The destination goes without it, as configured. */
    SKIPPED('s');

    private final char code;

    Phase(char code) {
      this.code = code;
    }

    private static Phase of(int code) {
      for (Phase phase : values()) {
        if (phase.code == code) {
          return phase;
        }
      }
      throw new IllegalArgumentException("no such phase: " + code);
    }
  }

  /**
   * A version of a file at a destination.
   *
   * @param temp name of the temp in the working folder; empty unless READY
   * @param target final name, relative to the destination
   */
  record Entry(Phase phase, FileIdentity identity, String temp, Path target) {
    boolean isDecided() {
      return phase != Phase.READY;
    }
  }

  /** Receives the entries of the ledger one by one. */
  interface Visitor {
    void visit(Path file, String destination, Entry entry);
  }

  /** Whether a destination has the listed version, or goes without it for good. */
  public boolean isDecided(LocalFile file, String destination) {
    return entry(file, destination).filter(Entry::isDecided).isPresent();
  }

  /** Whether a destination has the listed version. */
  public boolean isDelivered(LocalFile file, String destination) {
    return entry(file, destination).filter(e -> e.phase() == Phase.DELIVERED).isPresent();
  }

  /** The entry, if it is of the version that was listed. */
  Optional<Entry> entry(LocalFile file, String destination) {
    return any(file.relative(), destination).filter(e -> e.identity().matches(file.identity()));
  }

  /** The entry, whichever version of the file it is of. */
  Optional<Entry> any(Path file, String destination) {
    return Optional.ofNullable(table.get(key(file, destination))).map(CopyLedger::decode);
  }

  void put(Path file, String destination, Entry entry) {
    table.put(key(file, destination), encode(entry));
  }

  /** The final name at a destination, relative to it, of a listed version that is there. */
  public Optional<Path> target(LocalFile file, String destination) {
    return entry(file, destination).filter(e -> e.phase() == Phase.DELIVERED).map(Entry::target);
  }

  /** Forgets a version of a file at a destination: a newer one may be there already. */
  public void forget(LocalFile file, String destination) {
    table.remove(
        key(file.relative(), destination), value -> identity(value).matches(file.identity()));
  }

  /** Forgets a file at a destination. */
  public void remove(Path file, String destination) {
    table.remove(key(file, destination));
  }

  void forEach(Visitor visitor) {
    table.forEach(
        prefix,
        (key, value) -> {
          int end = key.length;
          while (key[end - 1] != 0) {
            end--;
          }
          visitor.visit(
              PathBytes.path(Arrays.copyOfRange(key, prefix.length, end - 1)),
              new String(key, end, key.length - end, UTF_8),
              decode(value));
        });
  }

  /** Whether earlier entries were lost: see {@link Ledger#rebuilt}. */
  boolean rebuilt() {
    return ledger.rebuilt();
  }

  /** Makes the changes so far durable. */
  public void commit() throws IOException {
    ledger.commit();
  }

  /** The bytes with which all keys of this source start. */
  public byte[] prefix() {
    return prefix.clone();
  }

  /**
   * The key of a file in the tables of this ledger that have one entry per file, whatever the
   * destination.
   */
  public byte[] key(Path file) {
    return key(file, 0);
  }

  private byte[] key(Path file, String destination) {
    byte[] name = destination.getBytes(UTF_8);
    byte[] key = key(file, 1 + name.length);
    System.arraycopy(name, 0, key, key.length - name.length, name.length);
    return key;
  }

  /**
   * How the keys of a file start.
   *
   * @param more bytes that are still zero, at the end
   */
  private byte[] key(Path file, int more) {
    byte[] path = PathBytes.of(file);
    byte[] key = Arrays.copyOf(prefix, prefix.length + path.length + more);
    System.arraycopy(path, 0, key, prefix.length, path.length);
    return key;
  }

  private static byte[] encode(Entry entry) {
    byte[] temp = entry.temp().getBytes(UTF_8);
    byte[] target = PathBytes.of(entry.target());
    ByteBuffer out = ByteBuffer.allocate(2 + FileIdentity.BYTES + temp.length + target.length);
    out.put((byte) entry.phase().code);
    entry.identity().put(out);
    return out.put((byte) temp.length).put(temp).put(target).array();
  }

  /** The identity in an entry, which stands after the phase. */
  private static FileIdentity identity(byte[] value) {
    return FileIdentity.get(ByteBuffer.wrap(value).position(1));
  }

  private static Entry decode(byte[] value) {
    ByteBuffer in = ByteBuffer.wrap(value);
    Phase phase = Phase.of(in.get());
    FileIdentity identity = FileIdentity.get(in);
    byte[] temp = new byte[in.get()];
    in.get(temp);
    byte[] target = new byte[in.remaining()];
    in.get(target);
    return new Entry(phase, identity, new String(temp, UTF_8), PathBytes.path(target));
  }
}
