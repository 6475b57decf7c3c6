package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownHostsFileTest {
  private static final int PROCESSES = 4;
  private static final int HOSTS = 200;

  @TempDir Path folder;

  /** One of several processes that meet the same hosts, each with another key. */
  static final class Newcomer {
    private Newcomer() {}

    public static void main(String[] arguments) throws Exception {
      KnownHostsFile file = new KnownHostsFile(Path.of(arguments[0]));
      for (int i = 0; i < HOSTS; i++) {
        file.addFirst("host" + i, new HostKey("type", arguments[1]));
        file.of("host" + i);
      }
    }
  }

  @Test
  void ofSeveralProcessesOneAddsAHost() throws Exception {
    Path file = folder.resolve("ssh/known_hosts");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("java.class.path");
    List<Process> all = new ArrayList<>();
    for (int i = 0; i < PROCESSES; i++) {
      String key = "AAAABHR5cGUAAAABM" + "AQgw".charAt(i) + "==";
      all.add(
          new ProcessBuilder(java, "-cp", classes, Newcomer.class.getName(), file.toString(), key)
              .inheritIO()
              .start());
    }
    for (Process process : all) {
      assertEquals(0, process.waitFor());
    }
    List<String> lines = Files.readAllLines(file);
    assertEquals(HOSTS, lines.size());
    assertEquals(HOSTS, lines.stream().map(line -> line.split(" ", -1)[0]).distinct().count());
  }
}
