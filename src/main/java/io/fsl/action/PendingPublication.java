package io.fsl.action;

import io.fsl.action.FetchLedger.Transfer;
import io.fsl.linux.FileIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A file on its way through the steps of {@link PublishFiles}. */
final class PendingPublication {
  final PartFile part;
  Path target;
  boolean claimed;
  @Nullable TempFile temp;
  @Nullable TempFile copy;
  @Nullable Path archived;

  /**
   * By which it is recognised later in incoming, to be replaced by a newer version; null: it is not
   * to be replaced.
   */
  @Nullable FileIdentity identity;

  /** Whether its bytes are durable, and the part closed. */
  boolean forced;

  /**
   * Whether the ledger may know that it is to be published: {@link RecoverFetch} goes on, and must
   * find the part. What is written may be on disk though the commit failed.
   */
  boolean recorded;

  PendingPublication(PartFile part) {
    this.part = part;
    this.target = part.file().relative();
  }

  RemoteFile file() {
    return part.file();
  }

  /** What the ledger is to hold of it. */
  Transfer transfer(Phase phase) {
    return new Transfer(file(), phase, target, Optional.ofNullable(archived), List.of());
  }

  /**
   * Keeps the part of a file that failed, so that its bytes need not be fetched again; unless the
   * ledger has it recorded as archived, when {@link RecoverFetch} takes it up.
   */
  void aside() {
    if (recorded) {
      return;
    }
    if (copy != null) {
      copy.discard();
    }
    try {
      if (forced) {
        part.keepForced();
      } else {
        part.putAside(true);
      }
    } catch (IOException | UncheckedIOException _) {
      // it is fetched again
    }
  }
}
