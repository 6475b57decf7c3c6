package io.fsl.action;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The copy of a part for the archive, as far as it is made while the bytes come: of a big file bit
 * by bit, of a file that comes in one go from the same memory. Guarded by the part's lock.
 */
final class PartCopy {
  private final PartFile part;
  private final EarlyArchive archive;
  private @Nullable EarlyCopy growing;
  private @Nullable TempFile whole;

  PartCopy(PartFile part, EarlyArchive archive) {
    this.part = part;
    this.archive = archive;
    this.growing = archive.begin(part);
  }

  /** All bytes of the part, which came in one go and were written. */
  void cameWhole(ByteBuffer bytes) {
    if (growing == null) {
      discard();
      whole = archive.write(part, bytes);
    }
  }

  /**
   * Copies soon what is new.
   *
   * @param ranges of the part, as far as they are on disk
   */
  void follow(List<Range> ranges) {
    if (growing != null) {
      growing.follow(ranges);
    }
  }

  /**
   * The copy with all bytes, once the part has them.
   *
   * @param ranges of the part, complete
   * @return to be verified, dressed and forced; empty: there is none
   */
  Optional<TempFile> complete(List<Range> ranges) {
    Optional<TempFile> complete =
        growing == null ? Optional.ofNullable(whole) : growing.complete(ranges);
    forget();
    return complete;
  }

  /** It is of no use. */
  void discard() {
    if (growing != null) {
      growing.discard();
    }
    if (whole != null) {
      whole.discard();
    }
    forget();
  }

  private void forget() {
    growing = null;
    if (whole != null) {
      archive.forget(whole);
      whole = null;
    }
  }
}
