package io.fsl.action;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Things that go through the same steps together. What fails in a step is told and takes part in
 * none of the further ones; the others go on.
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

  /** A step that each takes for itself. */
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

  /** A step that they take together: if it fails, all have failed. */
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

  /** A step, for one or for all. */
  interface Step<S> {
    void take(S subject) throws IOException;
  }
}
