package io.fsl.action;

import io.fsl.action.CopyLedger.Entry;
import io.fsl.action.CopyLedger.Phase;
import java.nio.file.Path;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One file on its way through a batch to one destination. */
final class PendingDelivery {
  final CopyItem item;

  /** Name of the temp in the working folder. */
  final String temp;

  /** Bytes on disk of the file that it replaces; they become free. */
  final long replacedBytes;

  /** Final name, relative to the destination. */
  Path target;

  /** The forcing of the temp to disk, once it was begun. */
  @Nullable Future<?> force;

  /** Whether an earlier run had its temp ready and recorded that in the ledger. */
  boolean isRecorded;

  boolean isPublished;

  /** The folder that it was published in by this run. */
  @Nullable Path folder;

  /** What became of it; null: it is still on its way. */
  @Nullable Delivery delivery;

  PendingDelivery(CopyItem item, String temp, Path target, long replacedBytes) {
    this.item = item;
    this.temp = temp;
    this.target = target;
    this.replacedBytes = replacedBytes;
  }

  /** A file that takes no further step, as its fate is known already. */
  static PendingDelivery decided(CopyItem item, Delivery delivery) {
    PendingDelivery pending = new PendingDelivery(item, "", item.file().relative(), 0);
    pending.delivery = delivery;
    return pending;
  }

  boolean isOnItsWay() {
    return delivery == null;
  }

  Path file() {
    return item.file().relative();
  }

  Entry entry(Phase phase) {
    return new Entry(phase, item.file().identity(), phase == Phase.READY ? temp : "", target);
  }
}
