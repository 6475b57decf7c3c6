package bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** All that is started, so that nothing is left running, however the benchmark ends. */
final class Processes {
  private final Path home;
  private final Set<Process> running = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * @param home of all processes: nobody's configuration is read
   */
  Processes(Path home) {
    this.home = home;
  }

  Process start(List<String> command, Path folder, Path output) throws IOException {
    if (closed) {
      throw new Failure("stopped");
    }
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    String path = builder.environment().get("PATH");
    builder.environment().clear();
    builder
        .environment()
        .putAll(Map.of("PATH", path, "HOME", home.toString(), "LC_ALL", "C.UTF-8"));
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    Process process = builder.start();
    running.add(process);
    return process;
  }

  int await(Process process) {
    try {
      int status = process.waitFor();
      running.remove(process);
      return status;
    } catch (InterruptedException e) {
      throw new Failure("interrupted");
    }
  }

  /** Ends a process and what it started. */
  void end(Process process) {
    List<ProcessHandle> started = process.descendants().toList();
    process.destroy();
    started.forEach(ProcessHandle::destroy);
    await(process);
  }

  void endAll() {
    closed = true;
    running.forEach(this::end);
  }
}
