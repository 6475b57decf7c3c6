package io.fsl.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The program as its user starts it: the binary that the environment variable or system property
 * {@code FSL_BINARY} names, else target/fsl.jar.
 *
 * @param folder the working folder
 * @param prefix a command that runs the rest, such as setpriv(1)
 * @param environment added to that of the tests
 */
public record Cli(Path folder, List<String> prefix, Map<String, String> environment) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What a shell starts in the background ignores SIGINT, and so would all that it starts. */
  private static final List<String> HEEDING_SIGNALS =
      List.of("env", "--default-signal=HUP,INT,TERM");

  /** The program in a working folder, with a home of its own. */
  public Cli(Path folder) {
    this(
        folder, List.of(), Map.of("HOME", folder.toString(), "LOG_DIR", "", "XDG_CONFIG_HOME", ""));
  }

  /** What a run left behind. */
  public record Result(int status, String out, String err) {
    /** The lines of standard error. */
    public List<String> errLines() {
      return err.lines().toList();
    }
  }

  /** The same with a variable set. */
  public Cli with(String variable, String value) {
    Map<String, String> more = new TreeMap<>(environment);
    more.put(variable, value);
    return new Cli(folder, prefix, more);
  }

  /** The same, started by another command. */
  public Cli by(String... command) {
    return new Cli(folder, List.of(command), environment);
  }

  /** Runs to the end. */
  public Result run(String... arguments) {
    return start(arguments).end();
  }

  /** Starts. */
  public Running start(String... arguments) {
    List<String> command = new ArrayList<>(HEEDING_SIGNALS);
    command.addAll(prefix);
    command.addAll(program());
    command.addAll(Arrays.asList(arguments));
    try {
      Path out = Files.createTempFile("fsl", ".out");
      Path err = Files.createTempFile("fsl", ".err");
      ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
      builder.environment().putAll(environment);
      builder.redirectOutput(out.toFile()).redirectError(err.toFile());
      return new Running(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A run under way. */
  public record Running(Process process, Path out, Path err) {
    /** Sends a signal, such as {@code TERM}. */
    public void signal(String name) {
      Commands.run("kill", "-" + name, Long.toString(process.pid()));
    }

    /** What it wrote to standard error so far. */
    public String errSoFar() {
      return read(err);
    }

    /** Waits until standard error has this text. */
    public void awaitErr(String text) {
      Await.until(text, () -> errSoFar().contains(text));
    }

    /** Waits for the end. */
    public Result end() {
      return end(PATIENCE);
    }

    /** Waits so long for the end. */
    public Result end(Duration patience) {
      try {
        if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new AssertionError("no end after " + patience + ": " + read(err));
        }
        Result result = new Result(process.exitValue(), read(out), read(err));
        Files.delete(out);
        Files.delete(err);
        return result;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static String read(Path file) {
      try {
        return Files.readString(file, StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Whether it is the binary. */
  public static boolean isNative() {
    return !binary().isEmpty();
  }

  private static String binary() {
    String environment = System.getenv().getOrDefault("FSL_BINARY", "");
    return System.getProperty("FSL_BINARY", environment);
  }

  private static List<String> program() {
    String binary = binary();
    return binary.isEmpty()
        ? List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-jar",
            Path.of("target/fsl.jar").toAbsolutePath().toString())
        : List.of(Path.of(binary).toAbsolutePath().toString());
  }
}
