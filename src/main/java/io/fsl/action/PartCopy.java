package io.fsl.action;

import java.nio.ByteBuffer;
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

  /** Copies soon what is new: the part's bytes are on disk. */
  void follow() {
    if (growing != null) {
      growing.follow(part.ranges());
    }
  }

  /**
   * The copy with all bytes, once the part has them.
   *
   * @return to be verified, dressed and forced; empty: there is none
   */
  Optional<TempFile> complete() {
    Optional<TempFile> complete =
        growing == null ? Optional.ofNullable(whole) : growing.complete(part.ranges());
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
