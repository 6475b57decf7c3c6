package io.fsl.fetch;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fsl.testing.Await;
import io.fsl.testing.OpenSshServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader that the system tells of each new name at once finds no file that is not complete. */
class WatcherIT {
  private static final int FILES = 60;

  @TempDir Path temporary;
  private final List<String> found = Collections.synchronizedList(new ArrayList<>());
  private final List<String> faults = Collections.synchronizedList(new ArrayList<>());

  @Test
  void everyFileIsCompleteFromTheMomentThatItHasItsName() throws IOException {
    Path server = Files.createDirectory(temporary.resolve("sshd"));
    try (OpenSshServer sshd = OpenSshServer.start(server)) {
      FetchSite site = new FetchSite(temporary, sshd).source("a");
      for (int i = 0; i < FILES; i++) {
        site.put("a/" + i, size(i));
      }
      watched(Files.createDirectories(site.path("in/a")), () -> site.fetch(0).status());
      site.write(
          "etc/copier.yml",
          """
          file_sources:
            a:
              incoming: in/a
              files_pattern: '*'
              copy_to: {one: {dir: one, mode: 0640}}
          """);
      watched(
          Files.createDirectories(site.path("one")),
          () -> site.cli().run("copy", "--loops", "1").status());
    }
  }

  /** Runs the program, whose exit status is told. */
  private interface Run {
    int status() throws IOException;
  }

  private void watched(Path folder, Run run) throws IOException {
    found.clear();
    try (WatchService service = FileSystems.getDefault().newWatchService()) {
      folder.register(service, ENTRY_CREATE, ENTRY_MODIFY);
      Thread.ofPlatform().daemon().start(() -> watch(service, folder));
      assertEquals(0, run.status());
      Await.until("all files to be seen", () -> found.size() >= FILES || !faults.isEmpty());
    }
    assertEquals(List.of(), faults);
    assertEquals(FILES, found.size());
  }

  private void watch(WatchService service, Path folder) {
    try {
      for (WatchKey key = service.take(); ; key = service.take()) {
        key.pollEvents().forEach(event -> look(folder, event));
        key.reset();
      }
    } catch (ClosedWatchServiceException | InterruptedException _) {
      // all was seen
    }
  }

  private void look(Path folder, WatchEvent<?> event) {
    String name = String.valueOf(event.context());
    if (name.equals(".fsl")) {
      return;
    }
    try {
      long size = Files.size(folder.resolve(name));
      if (event.kind() != ENTRY_CREATE || size != size(Integer.parseInt(name))) {
        faults.add(event.kind() + " " + name + " of " + size + " bytes");
      }
      found.add(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Small ones and some that take their time. */
  private static int size(int i) {
    return i % 7 == 0 ? 4 << 20 : i * 997;
  }
}
