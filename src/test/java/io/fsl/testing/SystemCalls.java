package io.fsl.testing;

import static java.util.Objects.requireNonNullElse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a program asked of the kernel to do with files, in order: a trace of strace(1). */
public record SystemCalls(List<Call> calls) {
  private static final Pattern LINE = Pattern.compile("(\\d+) +(.*)");
  private static final Pattern START = Pattern.compile("(\\w+)\\((.*)");
  private static final Pattern RESUMED = Pattern.compile("<\\.\\.\\. (\\w+) resumed>(.*)");
  private static final Pattern DESCRIPTOR = Pattern.compile("\\d+<([^>]*)>");

  /** A path, which starts at the descriptor before it, if any. */
  private static final Pattern PATH = Pattern.compile("(?:<([^>]*)>, )?\"([^\"]*)\"");

  private static final String UNFINISHED = " <unfinished ...>";
  private static final String TRACED =
      "trace=/^(p?write.*|copy_file_range|sendfile|f(data)?sync|rename.*|unlink.*|mkdir.*)$";

  /**
   * One call.
   *
   * @param begin position in the trace where it began; other threads go on before it ended
   * @param end position where it had ended
   * @param text arguments and result
   */
  public record Call(String name, int begin, int end, String text) {
    private boolean isDone() {
      return text.matches(".* = \\d+");
    }

    private List<Path> descriptors() {
      return DESCRIPTOR.matcher(text).results().map(found -> Path.of(found.group(1))).toList();
    }

    private List<Path> paths() {
      return PATH.matcher(text)
          .results()
          .map(found -> Path.of(requireNonNullElse(found.group(1), "")).resolve(found.group(2)))
          .toList();
    }

    /** Whether it forced a file or folder to disk. */
    public boolean forces(Path path) {
      return name.endsWith("sync") && descriptors().equals(List.of(path));
    }

    /** Whether it wrote to a file. The descriptor written to comes first, but for one call. */
    public boolean writes(Path path) {
      List<Path> files = descriptors();
      return !files.isEmpty()
          && switch (name) {
            case "copy_file_range" -> files.getLast().equals(path);
            case "sendfile", "write", "writev", "pwrite64", "pwritev", "pwritev2" ->
                files.getFirst().equals(path);
            default -> false;
          };
    }

    /** Whether it gave a file a name. */
    public boolean renamesTo(Path path) {
      return name.startsWith("rename") && paths().getLast().equals(path);
    }

    /** Whether it took a name from a file. */
    public boolean renamesFrom(Path path) {
      return name.startsWith("rename") && paths().getFirst().equals(path);
    }

    /** The name that it gave. */
    public Path renamedTo() {
      return paths().getLast();
    }

    /** Whether it made a folder. */
    public boolean makes(Path path) {
      return name.startsWith("mkdir") && paths().getFirst().equals(path);
    }

    /** Whether it removed a file. */
    public boolean removes(Path path) {
      return name.startsWith("unlink") && paths().getFirst().equals(path);
    }

    /** The name that it took. */
    public Path renamed() {
      return paths().getFirst();
    }

    /** Whether it forced anything in a folder, or the folder. */
    public boolean forcesBelow(Path folder) {
      return name.endsWith("sync")
          && descriptors().stream().anyMatch(path -> path.startsWith(folder));
    }
  }

  @Override
  public String toString() {
    return calls.stream()
        .map(c -> c.name + "(" + c.text)
        .collect(Collectors.joining("\n", "\n", ""));
  }

  /** What a command line starts with so that it is traced. */
  public static String[] tracing(Path trace) {
    return new String[] {
      "strace", "--seccomp-bpf", "-f", "-qqq", "-y", "-s", "0", "-e", TRACED, "-o", trace.toString()
    };
  }

  /** Reads a trace; calls that failed are left out. */
  public static SystemCalls read(Path trace) throws IOException {
    List<Call> calls = new ArrayList<>();
    Map<String, Call> unfinished = new HashMap<>();
    int position = 0;
    for (String line : Files.readAllLines(trace)) {
      Matcher parts = LINE.matcher(line);
      if (parts.matches()) {
        add(parts.group(1), parts.group(2), position++, unfinished, calls);
      }
    }
    return new SystemCalls(calls.stream().filter(Call::isDone).toList());
  }

  private static void add(
      String thread, String text, int position, Map<String, Call> unfinished, List<Call> calls) {
    Matcher start = START.matcher(text);
    Matcher resumed = RESUMED.matcher(text);
    if (resumed.matches()) {
      Call began = unfinished.remove(thread);
      calls.add(new Call(began.name, began.begin, position, began.text + resumed.group(2)));
    } else if (start.matches() && text.endsWith(UNFINISHED)) {
      String arguments = start.group(2).replace(UNFINISHED, "");
      unfinished.put(thread, new Call(start.group(1), position, position, arguments));
    } else if (start.matches()) {
      calls.add(new Call(start.group(1), position, position, start.group(2)));
    }
  }

  /** The one that gave a file its name. */
  public Call publication(Path target) {
    List<Call> all = calls.stream().filter(call -> call.renamesTo(target)).toList();
    if (all.size() != 1) {
      throw new AssertionError(target + " was published by " + all);
    }
    return all.getFirst();
  }

  /** The last that wrote to a file. */
  public Call lastWrite(Path file) {
    return calls.stream()
        .filter(call -> call.writes(file))
        .max(Comparator.comparingInt(Call::end))
        .orElseThrow(() -> new AssertionError(file + " was never written"));
  }

  /** A step that is looked for: some call of a kind. */
  public record Step(String text, Predicate<Call> isIt) {}

  /**
   * Looks for calls that do one step after the other, each begun when the one before had ended.
   *
   * @return the step that does not come; empty: all do
   */
  public String missing(List<Step> steps) {
    int now = -1;
    for (Step step : steps) {
      int after = now;
      now =
          calls.stream()
              .filter(call -> call.begin > after && step.isIt.test(call))
              .mapToInt(Call::end)
              .min()
              .orElse(-1);
      if (now < 0) {
        return step.text;
      }
    }
    return "";
  }
}
