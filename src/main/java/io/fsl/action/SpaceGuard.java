package io.fsl.action;

import io.fsl.config.FreeSpaceBound;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Whether there is room for more files, counting the bytes still to come of those in flight. */
public final class SpaceGuard {
  private final List<FreeSpaceBound> bounds;
  private final FreeSpace freeSpace = new FreeSpace();
  private final AtomicLong stillToCome = new AtomicLong();

  public SpaceGuard(List<FreeSpaceBound> bounds) {
    this.bounds = List.copyOf(bounds);
  }

  /** So many bytes more, or, negative, fewer are to come. */
  public void expect(long bytes) {
    stillToCome.addAndGet(bytes);
  }

  /** Why no further files may be started; empty: they may. */
  public Optional<String> obstacle() throws IOException {
    for (FreeSpaceBound bound : bounds) {
      long available = freeSpace.measure(bound.path()).available() - stillToCome.get();
      if (available < bound.minimum().bytes()) {
        return Optional.of(
            bound.path()
                + " has "
                + Math.max(0, available >> 20)
                + " MiB free, "
                + (bound.minimum().bytes() >> 20)
                + " MiB must be");
      }
    }
    return Optional.empty();
  }
}
