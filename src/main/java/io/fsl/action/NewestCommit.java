package io.fsl.action;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.fsl.text.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The newest commit of a ledger that is known to be on the disk, in {@code <name>.commit} beside
 * the ledger's file. A file that was cut back to an earlier commit, or put back from a copy, is as
 * good as any in itself: only from outside can it be told.
 *
 * <p>It is written after the commit was forced, and is not forced itself. So it is never ahead of
 * what the disk has; when the power goes it may be behind, and then less is noticed. Torn, or not
 * to be read or written, it says nothing.
 */
final class NewestCommit {
  private static final Logger LOG = Logger.getLogger("io.fsl.ledger");
  private static final Pattern LINE =
      Pattern.compile("(([0-9a-f]{16}) ([0-9a-f]{16}) ([0-9a-f]{16}) )([0-9a-f]{8})\n");

  private final Path file;

  NewestCommit(Path file) {
    this.file = file;
  }

  /**
   * One commit of a ledger.
   *
   * @param generation grows when the ledger is continued in another file
   * @param version grows with each commit in one file
   */
  record Commit(String id, long generation, long version) {
    /** Whether it is an earlier one of the same ledger. */
    boolean isBefore(Commit other) {
      return id.equals(other.id)
          && (generation == other.generation
              ? version < other.version
              : generation < other.generation);
    }
  }

  Optional<Commit> read() {
    try {
      Matcher found = LINE.matcher(Files.readString(file, US_ASCII));
      return found.lookingAt() && found.group(5).equals(checksum(found.group(1)))
          ? Optional.of(new Commit(found.group(2), hex(found.group(3)), hex(found.group(4))))
          : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /**
   * Records a commit, over the earlier line in place: all lines have the same length. What a link
   * leads to is not written.
   */
  void write(Commit commit) {
    HexFormat hex = HexFormat.of();
    String text =
        "%s %s %s "
            .formatted(
                commit.id(),
                hex.toHexDigits(commit.generation()),
                hex.toHexDigits(commit.version()));
    try {
      Files.writeString(
          file,
          text + checksum(text) + "\n",
          US_ASCII,
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE,
          LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      LOG.log(
          Level.FINE, "{0}: cannot be written: {1}", new Object[] {file, Reason.withoutPath(e)});
    }
  }

  private static long hex(String digits) {
    return HexFormat.fromHexDigitsToLong(digits);
  }

  private static String checksum(String text) {
    CRC32C checksum = new CRC32C();
    checksum.update(text.getBytes(US_ASCII));
    return HexFormat.of().toHexDigits((int) checksum.getValue());
  }
}
