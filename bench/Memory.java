package bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The memory of a virtual machine. What is freed in it may go back to its host (Linux calls this
 * free page reporting), and who takes such memory next waits until the host has given it again: cp
 * took up to six times as long for that. So nothing goes back while this is open, as far as the
 * caller may ask for it, and a case begins in memory that was in use before.
 */
final class Memory implements AutoCloseable {
  private static final Path ORDER =
      Path.of("/sys/module/page_reporting/parameters/page_reporting_order");

  /** Blocks of 2^order pages and more are reported; the kernel has none so large. */
  private static final String NEVER = "11";

  private static final int BUFFER = 1 << 20;

  private final Optional<String> before;

  private Memory(Optional<String> before) {
    this.before = before;
  }

  static Memory keep() throws IOException {
    if (!Files.isWritable(ORDER)) {
      return new Memory(Optional.empty());
    }
    Memory memory = new Memory(Optional.of(Files.readString(ORDER)));
    Runtime.getRuntime().addShutdownHook(new Thread(memory::close));
    order(NEVER);
    return memory;
  }

  /** Uses memory and frees it. */
  static void touch(long bytes, Path folder) throws IOException {
    Path file = folder.resolve("touched");
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] buffer = new byte[BUFFER];
      for (long written = 0; written < bytes; written += BUFFER) {
        out.write(buffer);
      }
    } finally {
      Files.delete(file);
    }
  }

  @Override
  public void close() {
    before.ifPresent(Memory::order);
  }

  private static void order(String value) {
    try {
      Files.writeString(ORDER, value);
    } catch (IOException e) {
      System.err.println("bench: freed memory may go back to the host: " + e.getMessage());
    }
  }
}
