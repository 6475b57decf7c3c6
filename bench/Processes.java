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

  /** Waits for its end, which is not the benchmark's. */
  int await(Process process) {
    int status = join(process);
    running.remove(process);
    if (closed) {
      throw new Failure("stopped");
    }
    return status;
  }

  private static int join(Process process) {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      throw new Failure("interrupted");
    }
  }

  /** Ends a process and what it started. Only the process itself may have to clean up. */
  void end(Process process) {
    List<ProcessHandle> started = process.descendants().toList();
    started.forEach(ProcessHandle::destroyForcibly);
    process.destroy();
    started.forEach(handle -> handle.onExit().join());
    int _ = join(process);
    running.remove(process);
  }

  void endAll() {
    closed = true;
    running.forEach(this::end);
  }
}
