package io.fsl.testing;

import io.fsl.sftp.Remote;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A sink that keeps what it gets. */
public final class Collected implements Remote.Sink {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int reopenings;

  @Override
  public synchronized void write(ByteBuffer more) {
    byte[] array = new byte[more.remaining()];
    more.get(array);
    bytes.writeBytes(array);
  }

  @Override
  public synchronized void reopened() {
    reopenings++;
  }

  /** How often the file was opened again. */
  public synchronized int reopenings() {
    return reopenings;
  }

  public synchronized byte[] bytes() {
    return bytes.toByteArray();
  }

  /** How many bytes there are so far. */
  public synchronized int size() {
    return bytes.size();
  }

  /**
   * A sink that throws.
   *
   * @param failure an IOException or a RuntimeException
   * @param after so many bytes
   */
  public static Remote.Sink failing(Exception failure, long after) {
    Collected taken = new Collected();
    return more -> {
      taken.write(more);
      if (taken.size() >= after) {
        switch (failure) {
          case IOException e -> throw e;
          case RuntimeException e -> throw e;
          default -> throw new AssertionError(failure);
        }
      }
    };
  }
}
