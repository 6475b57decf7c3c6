package io.fsl.action;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.SFChunk;
import org.h2.mvstore.SingleFileStore;
import org.h2.mvstore.WriteBuffer;

/**
 * The file of an MVStore, with a seal on each commit. MVStore itself takes a commit for good when
 * its first and its last block are; but when the power goes during a write, any of its blocks may
 * be missing. Here a checksum of all of them stands at the end of the last, and a commit whose
 * checksum is wrong is none, so that the one before counts.
 */
final class SealedFileStore extends SingleFileStore {
  private static final byte[] CHUNK = "chunk:".getBytes(US_ASCII);
  private static final int BLOCK = 4096;
  private static final int CACHE_MEBIBYTES = 1;

  /**
   * Each change copies the pages down to its key; MVStore's usual 48 make them three times as
   * large.
   */
  private static final int KEYS_PER_PAGE = 16;

  /** Of a commit that is being written, in bytes; a large one takes more. */
  private static final int BUFFER = 128 << 10;

  private static final String SEAL = ",crc32c:";

  /** Bytes of a footer, of which a good half is blank: the seal goes there. */
  private static final int FOOTER_LENGTH = 128;

  private static final Pattern FOOTER =
      Pattern.compile(
          "chunk:\\p{XDigit}+,len:(\\p{XDigit}{1,7}),version:(\\p{XDigit}{1,15}),.*,crc32c:(\\p{XDigit}{8})\\s*");

  private static final Pattern HEADER_VERSION = Pattern.compile(",version:(\\p{XDigit}{1,15})");

  private final Queue<WriteBuffer> buffers = new ConcurrentLinkedQueue<>();

  /**
   * The newest commit whose seal was looked at and is unbroken. If that is not the one that counts,
   * what is broken is older, as no torn write leaves it.
   */
  private long newestGood;

  /** The commit that the header of the file names: it may have come to disk before the commit. */
  private long headerVersion;

  private SealedFileStore(Map<String, Object> config) {
    super(config);
  }

  /**
   * Opens or creates a file; who uses it makes its commits.
   *
   * @param expected version that it is known to have; 0: none
   * @throws LedgerDamagedException when commits are missing before the last one
   */
  static MVStore openStore(Path file, boolean readOnly, long expected) throws IOException {
    return openStore(file, readOnly, expected, false);
  }

  /**
   * Where the newest commit is no good, MVStore may overlook the one before, unless it looks at the
   * whole file.
   */
  private static MVStore openStore(Path file, boolean readOnly, long expected, boolean whole)
      throws IOException {
    SealedFileStore sealed = new SealedFileStore(config(whole));
    sealed.open(file.toAbsolutePath().toString(), readOnly, null);
    MVStore.Builder builder =
        new MVStore.Builder()
            .adoptFileStore(sealed)
            .keysPerPage(KEYS_PER_PAGE)
            .autoCommitDisabled()
            .autoCommitBufferSize(0);
    MVStore store = (readOnly ? builder.readOnly() : builder).open();
    long version = store.getCurrentVersion();
    long hoped = whole ? 0 : Math.max(sealed.headerVersion, expected);
    if (version >= Math.max(sealed.newestGood, hoped)) {
      return store;
    }
    store.closeImmediately();
    if (whole) {
      throw new LedgerDamagedException(file + ": its last commits miss an earlier one", null);
    }
    return openStore(file, readOnly, expected, true);
  }

  private static Map<String, Object> config(boolean whole) {
    Map<String, Object> config = new HashMap<>(Map.of("cacheSize", CACHE_MEBIBYTES));
    if (whole) {
      config.put("recoveryMode", true);
    }
    return config;
  }

  /** MVStore's own buffer starts with 1 MiB, of which a commit needs little. */
  @Override
  public WriteBuffer getWriteBuffer() {
    WriteBuffer used = buffers.poll();
    return used == null ? new WriteBuffer(BUFFER) : used;
  }

  @Override
  public void releaseWriteBuffer(WriteBuffer buffer) {
    if (buffer.capacity() <= BUFFER) {
      buffers.add(buffer.clear());
    }
  }

  @Override
  protected void writeFully(SFChunk chunk, long pos, ByteBuffer src) {
    if (isCommit(src)) {
      seal(src);
    }
    super.writeFully(chunk, pos, src);
  }

  private static boolean isCommit(ByteBuffer src) {
    return src.remaining() >= BLOCK
        && src.slice(src.position(), CHUNK.length).equals(ByteBuffer.wrap(CHUNK));
  }

  /** The footer is a list of keys and values, which MVStore reads up to its own last one. */
  private static void seal(ByteBuffer src) {
    int footer = src.limit() - FOOTER_LENGTH;
    ByteBuffer rest = src.slice(footer, FOOTER_LENGTH);
    String text = US_ASCII.decode(rest.duplicate()).toString().strip();
    if (!text.contains(SEAL)) {
      rest.put(text.length(), (SEAL + checksum(src, footer)).getBytes(US_ASCII));
    }
  }

  private static String checksum(ByteBuffer src, int end) {
    CRC32C checksum = new CRC32C();
    checksum.update(src.duplicate().limit(end));
    return HexFormat.of().toHexDigits((int) checksum.getValue());
  }

  /**
   * Reads bytes of a commit. A read of its footer is how MVStore asks whether the commit is good:
   * then the seal is checked.
   */
  @Override
  public ByteBuffer readFully(SFChunk chunk, long pos, int len) {
    ByteBuffer bytes = super.readFully(chunk, pos, len);
    if (pos == 0 && len == 2 * BLOCK) {
      HEADER_VERSION
          .matcher(US_ASCII.decode(bytes.duplicate()))
          .results()
          .forEach(version -> noteHeader(Long.parseLong(version.group(1), 16)));
    }
    boolean footer = len == FOOTER_LENGTH && (pos + len) % BLOCK == 0;
    return footer && isBroken(bytes, pos) ? ByteBuffer.allocate(len) : bytes;
  }

  private void noteHeader(long version) {
    headerVersion = Math.max(headerVersion, version);
  }

  private boolean isBroken(ByteBuffer footer, long pos) {
    Matcher found = FOOTER.matcher(US_ASCII.decode(footer.duplicate()));
    if (!found.matches()) {
      return false;
    }
    long length = Long.parseLong(found.group(1), 16) * BLOCK - FOOTER_LENGTH;
    if (length > pos || length > Integer.MAX_VALUE) {
      return true;
    }
    ByteBuffer content = super.readFully((SFChunk) null, pos - length, (int) length);
    if (!checksum(content, content.limit()).equals(found.group(3))) {
      return true;
    }
    newestGood = Math.max(newestGood, Long.parseLong(found.group(2), 16));
    return false;
  }
}
