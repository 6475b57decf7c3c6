package io.fsl.controller;

import io.fsl.action.CopyItem;
import io.fsl.action.Delivery;
import io.fsl.action.LocalFile;
import java.util.LinkedHashMap;
import java.util.Map;

/** One file under way to those destinations that it is handed to at once. */
final class CopyTask {
  private final CopyItem item;
  private final Map<String, Delivery> deliveries = new LinkedHashMap<>();
  private int left;

  /**
   * @param destinations how many
   */
  CopyTask(CopyItem item, int destinations) {
    this.item = item;
    this.left = destinations;
  }

  CopyItem item() {
    return item;
  }

  LocalFile file() {
    return item.file();
  }

  /**
   * Notes what became of it at one destination.
   *
   * @return whether that was the last one
   */
  synchronized boolean delivered(String destination, Delivery delivery) {
    deliveries.put(destination, delivery);
    left--;
    return left == 0;
  }

  /** By destination. */
  synchronized Map<String, Delivery> deliveries() {
    return Map.copyOf(deliveries);
  }
}
