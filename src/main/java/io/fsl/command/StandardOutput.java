package io.fsl.command;

import io.fsl.Exit;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Standard output: data, in UTF-8, each line in one piece. */
final class StandardOutput {
  private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
  private volatile Exit status = Exit.OK;

  /** Writes a line. Of a failure the {@link #status()} tells. */
  synchronized void line(String text) {
    try {
      out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException _) {
      status = Exit.INPUT_OUTPUT;
    }
  }

  /** Whether all lines could be written. */
  Exit status() {
    return status;
  }
}
