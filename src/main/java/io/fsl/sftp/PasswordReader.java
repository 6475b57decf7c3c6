package io.fsl.sftp;

import static java.util.Objects.requireNonNull;

import io.fsl.config.Password;
import io.fsl.config.Secret;
import io.fsl.text.Reason;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches a password from where the configuration says. What a command prints never reaches a
 * message; its standard error is fsl's own.
 *
 * @param timeout of a command
 */
record PasswordReader(Password source, Duration timeout) {
  /** A line of more is none: what has no end, as /dev/zero, would not fit into the memory. */
  private static final int LONGEST_CHARS = 64 << 10;

  Secret read() throws IOException {
    return switch (source) {
      case Password.Literal literal -> literal.secret();
      case Password.InFile in -> ofFile(in.file());
      case Password.OfCommand of -> ofCommand(of.command());
    };
  }

  private static Secret ofFile(Path file) throws IOException {
    Optional<Secret> secret;
    try (InputStream bytes = Files.newInputStream(file)) {
      secret = firstLine(bytes);
    } catch (IOException e) {
      throw new IOException("password_file " + file + ": " + Reason.withoutPath(e), e);
    }
    return secret.orElseThrow(
        () -> new IOException("the first line of password_file " + file + " is empty"));
  }

  private Secret ofCommand(String command) throws IOException {
    Process process =
        new ProcessBuilder("/bin/sh", "-c", command)
            .redirectInput(new File("/dev/null"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      Optional<Secret> secret = output(process).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new TimeoutException();
      }
      if (process.exitValue() != 0) {
        throw new IOException("password_command failed with status " + process.exitValue());
      }
      return secret.orElseThrow(() -> new IOException("password_command printed nothing"));
    } catch (TimeoutException e) {
      throw new IOException("password_command did not end within " + timeout.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException(
          "the output of password_command cannot be read: "
              + Reason.of(requireNonNull(e.getCause())),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while password_command ran", e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static CompletableFuture<Optional<Secret>> output(Process process) {
    CompletableFuture<Optional<Secret>> line = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            line.complete(firstLine(process.getInputStream()));
          } catch (IOException e) {
            line.completeExceptionally(e);
          }
        });
    return line;
  }

  /** Reads to the end, so that who writes more than a line is not cut off. */
  private static Optional<Secret> firstLine(InputStream bytes) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8))) {
      String line = line(reader);
      reader.transferTo(Writer.nullWriter());
      return line.isEmpty() ? Optional.empty() : Optional.of(new Secret(line));
    }
  }

  private static String line(Reader reader) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = reader.read(); c >= 0 && c != '\n' && c != '\r'; c = reader.read()) {
      if (line.length() == LONGEST_CHARS) {
        throw new IOException("a line of more than " + LONGEST_CHARS + " characters");
      }
      line.append((char) c);
    }
    return line.toString();
  }
}
