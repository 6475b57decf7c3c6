package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where it all happens: a folder in memory for sources, results, keys and configurations, another
 * on disk, and the processes. All is gone when this is closed, also when the benchmark is stopped.
 */
final class Site implements AutoCloseable {
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final Path DISK = Path.of("target");

  private final Path memory;
  private final Path disk;
  private final Processes processes;

  private Site(Path memory, Path disk) {
    this.memory = memory;
    this.disk = disk;
    this.processes = new Processes(memory);
  }

  static Site create() throws IOException {
    Files.createDirectories(DISK);
    Site site =
        new Site(
            Files.createTempDirectory(MEMORY, "fsl-bench-"),
            Files.createTempDirectory(DISK.toAbsolutePath(), "bench-disk-"));
    Runtime.getRuntime().addShutdownHook(new Thread(site::close));
    Files.createDirectories(site.server());
    return site;
  }

  /** For keys and configurations of the server. */
  Path server() {
    return memory.resolve("server");
  }

  /** A folder of a case; gone when the case is. */
  Path folder(Case.Place place, String name) {
    return root(place).resolve("case").resolve(name);
  }

  private Path root(Case.Place place) {
    return switch (place) {
      case MEMORY -> memory;
      case DISK -> disk;
    };
  }

  /** Makes sure of room for a tree and its copies; fails when there is too little. */
  void provide(long bytes, Case.Place place) throws IOException {
    long free = free(place);
    if (free < bytes) {
      throw new Failure(
          "%d MiB are needed below %s, and %d are free"
              .formatted(bytes / Tree.MIB, root(place).getParent(), free / Tree.MIB));
    }
    // What is written to a disk is in memory too, if there is enough of it.
    long touched =
        place == Case.Place.MEMORY ? bytes : Math.min(bytes, free(Case.Place.MEMORY) / 2);
    Memory.touch(touched, memory);
  }

  private long free(Case.Place place) throws IOException {
    return Files.getFileStore(root(place)).getUsableSpace();
  }

  /** Runs a command to its end. */
  int run(List<String> command, Path folder, Path output) throws IOException {
    return processes.await(processes.start(command, folder, output));
  }

  /** Starts a command, which ends with this at the latest. */
  Process start(List<String> command, Path output) throws IOException {
    return processes.start(command, memory, output);
  }

  /** Ends it and all that it started. */
  void end(Process process) {
    processes.end(process);
  }

  /** What earlier runs wrote is not left to be written during the next one. */
  void settleDisks() throws IOException {
    command("sync");
  }

  /** Runs a command that must succeed. */
  void command(String... command) throws IOException {
    Path output = memory.resolve("output");
    if (run(List.of(command), memory, output) != 0) {
      throw new Failure(String.join(" ", command) + " failed: " + Files.readString(output));
    }
  }

  /** Makes room for the next case. */
  void clear() {
    remove(memory.resolve("case"));
    remove(disk.resolve("case"));
  }

  /** Works to the last: with a process that is not ended. */
  void remove(Path folder) {
    try {
      Process process = new ProcessBuilder("rm", "-rf", folder.toString()).inheritIO().start();
      if (process.waitFor() != 0) {
        throw new Failure("cannot remove " + folder);
      }
    } catch (IOException | InterruptedException e) {
      throw new Failure("cannot remove " + folder + ": " + e);
    }
  }

  @Override
  public synchronized void close() {
    processes.endAll();
    remove(memory);
    remove(disk);
  }
}
