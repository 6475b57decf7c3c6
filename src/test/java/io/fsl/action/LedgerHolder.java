package io.fsl.action;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;

/** A process of its own that has a ledger: commits one entry, puts another, and waits. */
public final class LedgerHolder implements AutoCloseable {
  private final Process process;

  private LedgerHolder(Process process) {
    this.process = process;
  }

  /** Runs in the other process. */
  public static void main(String[] arguments) throws Exception {
    try (Ledger ledger = Ledger.open(Path.of(arguments[0]), "test", true)) {
      ledger.table("t").put("committed".getBytes(UTF_8), new byte[] {1});
      ledger.commit();
      ledger.table("t").put("uncommitted".getBytes(UTF_8), new byte[] {1});
      System.out.println("ready");
      byte[] _ = System.in.readAllBytes();
    } catch (LockedException _) {
      System.out.println("locked");
    }
  }

  static LedgerHolder start(Path folder) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LedgerHolder.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    if (!"ready".equals(lines.readLine())) {
      throw new IOException("the other process did not start");
    }
    return new LedgerHolder(process);
  }

  long pid() {
    return process.pid();
  }

  /** kill -9. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.onExit().join();
  }
}
