package io.fsl.command;

import io.fsl.Exit;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Standard output: data, in UTF-8, each line in one piece. */
public final class StandardOutput {
  /** Of a reader that has seen enough, which is no reason to complain. */
  private static final String READER_GONE = "Broken pipe";

  private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
  private final Consumer<String> errors;
  private volatile Exit status = Exit.OK;

  /** Complains on standard error. */
  public StandardOutput() {
    this(System.err::print);
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
        errors.accept("fsl: standard output: " + e.getMessage() + "\n");
      }
    }
  }

  /** Whether all lines could be written. */
  public Exit status() {
    return status;
  }
}
