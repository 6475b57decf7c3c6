package io.fsl.command;

import io.fsl.Exit;
import io.fsl.text.Reason;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Standard output: data, in UTF-8, each line in one piece. */
public final class StandardOutput {
  /**
   * The error when the reader has closed the pipe, as head(1) does: that is not complained about.
   */
  private static final String READER_GONE = "Broken pipe";

  private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
  private final @Nullable Consumer<String> errors;
  private volatile Exit status = Exit.OK;

  /** Complains on standard error. */
  public StandardOutput() {
    this.errors = null;
  }

  /**
   * @param errors takes a line with its end
   */
  StandardOutput(Consumer<String> errors) {
    this.errors = errors;
  }

  /** Writes a line. */
  void line(String text) {
    print(text + "\n");
  }

  /** Writes lines with their ends. The first failure is told, and the {@link #status()} tells. */
  public synchronized void print(String lines) {
    try {
      out.write(lines.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      boolean first = status == Exit.OK;
      status = Exit.INPUT_OUTPUT;
      if (first && !READER_GONE.equals(e.getMessage())) {
        complain("fsl: standard output: " + Reason.of(e) + "\n");
      }
    }
  }

  /** The stream is looked up now: the native image is built with objects of this class in it. */
  private void complain(String line) {
    if (errors == null) {
      System.err.print(line);
    } else {
      errors.accept(line);
    }
  }

  /** Whether all lines could be written. */
  public Exit status() {
    return status;
  }
}
