package io.fsl.action;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Items that go through the same steps together. An item that fails in a step is reported and drops
 * out; the others go on.
 */
final class Batch<T> {
  private final List<T> items;
  private final BiConsumer<T, IOException> failed;

  /**
   * @param failed is told of each that drops out
   */
  Batch(List<T> items, BiConsumer<T, IOException> failed) {
    this.items = new ArrayList<>(items);
    this.failed = failed;
  }

  /** Those that have not failed. */
  List<T> items() {
    return List.copyOf(items);
  }

  void forEach(Consumer<T> each) {
    items.forEach(each);
  }

  /** Takes a step with each item on its own: those for which it fails drop out. */
  void each(Step<T> step) {
    items.removeIf(item -> {
      try {
        step.take(item);
        return false;
      } catch (IOException e) {
        failed.accept(item, e);
      } catch (UncheckedIOException e) {
        failed.accept(item, requireNonNull(e.getCause()));
      }
      return true;
    });
  }

  /** Takes a step once for all items together: if it fails, all drop out. */
  void together(Step<List<T>> step) {
    if (items.isEmpty()) {
      return;
    }
    try {
      step.take(items());
    } catch (IOException e) {
      allFailed(e);
    } catch (UncheckedIOException e) {
      allFailed(requireNonNull(e.getCause()));
    }
  }

  private void allFailed(IOException e) {
    items.forEach(item -> failed.accept(item, e));
    items.clear();
  }

  /** A step that may fail, for one item or for all of them. */
  interface Step<S> {
    void take(S subject) throws IOException;
  }
}
