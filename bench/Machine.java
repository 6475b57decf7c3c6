package bench;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the figures depend on. */
record Machine(String processor, int cores, long memoryGiB, String kernel, List<String> versions) {
  private static final List<List<String>> VERSIONS =
      List.of(
          List.of("ssh", "-V"),
          List.of("lftp", "--version"),
          List.of("rclone", "version"),
          List.of("rsync", "--version"),
          List.of("cp", "--version"));

  static Machine look(Path binary) throws IOException {
    List<String> versions = new ArrayList<>();
    versions.add(firstLine(List.of(binary.toString(), "--version")));
    for (List<String> command : VERSIONS) {
      versions.add(firstLine(command));
    }
    return new Machine(
        field("/proc/cpuinfo", "model name"),
        Runtime.getRuntime().availableProcessors(),
        Math.round(
            Double.parseDouble(field("/proc/meminfo", "MemTotal").split(" ")[0]) / (1 << 20)),
        Files.readString(Path.of("/proc/sys/kernel/osrelease")).trim(),
        versions);
  }

  /** For the report. */
  List<String> lines() {
    List<String> lines = new ArrayList<>(List.of("", "## Where", "", "| | |", "|---|---|"));
    lines.add("| processor | %s, %d cores |".formatted(processor, cores));
    lines.add("| memory | %d GiB |".formatted(memoryGiB));
    lines.add("| kernel | Linux %s |".formatted(kernel));
    lines.add("| programs | %s |".formatted(String.join("; ", versions)));
    return lines;
  }

  /** The value of the first line that has a name. */
  private static String field(String file, String name) throws IOException {
    return Files.readAllLines(Path.of(file)).stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).trim())
        .findFirst()
        .orElse("unknown");
  }

  private static String firstLine(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String line = process.inputReader().readLine();
    process.inputReader().transferTo(Writer.nullWriter());
    return line.replaceAll("\\W*Copyright.*", "").replace(" | ", " ");
  }
}
