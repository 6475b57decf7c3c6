package io.fsl.controller;

import io.fsl.action.CopyItem;
import io.fsl.action.Delivery;
import io.fsl.action.LocalFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One file under way to those destinations that it is handed to at once. */
final class CopyTask {
  private final CopyItem item;
  private final @Nullable LocalFile marker;
  private final List<Told> told;
  private int left;

  /**
   * @param marker by which the file was found ready; null: it has none
   * @param destinations how many
   */
  CopyTask(CopyItem item, @Nullable LocalFile marker, int destinations) {
    this.item = item;
    this.marker = marker;
    this.told = new ArrayList<>(destinations);
    this.left = destinations;
  }

  /** What became of it at a destination. */
  record Told(String destination, Delivery delivery) {}

  CopyItem item() {
    return item;
  }

  LocalFile file() {
    return item.file();
  }

  /** The marker by which the file was found ready, as it was then; null: it has none. */
  @Nullable LocalFile marker() {
    return marker;
  }

  /**
   * Notes what became of it at one destination.
   *
   * @return whether that was the last one
   */
  synchronized boolean delivered(String destination, Delivery delivery) {
    told.add(new Told(destination, delivery));
    left--;
    return left == 0;
  }

  /** What became of it at each destination that has been served so far. */
  synchronized List<Told> told() {
    return Collections.unmodifiableList(told);
  }

  /** What became of it at a destination; null: it was not handed to that one. */
  synchronized @Nullable Delivery delivery(String destination) {
    for (Told each : told) {
      if (each.destination().equals(destination)) {
        return each.delivery();
      }
    }
    return null;
  }
}
