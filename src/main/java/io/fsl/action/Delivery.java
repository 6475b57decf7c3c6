package io.fsl.action;

import java.nio.file.Path;

/** What became of one file at one destination. */
public sealed interface Delivery {
  /** It is there under its final name, durably. */
  record Delivered(Path target) implements Delivery {}

  /** Nothing was to be done: an earlier delivery brought it, or the destination goes without it. */
  record Decided() implements Delivery {}

  /** The destination goes without it, as configured. */
  record Omitted(String reason) implements Delivery {}

  /** It changed or vanished, and is looked at again in the next loop. */
  record Waiting(String reason) implements Delivery {}

  /** The run was asked to end. */
  record Stopped() implements Delivery {}

  /** It could not be brought there. */
  record Failed(Trouble trouble, String reason) implements Delivery {}
}
