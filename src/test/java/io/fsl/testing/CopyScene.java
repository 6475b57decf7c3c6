package io.fsl.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Two sources with several destinations each, of which they share one. One has new names all the
 * time, the other the same few again and again.
 */
public record CopyScene(Path folder, Deliveries deliveries) implements Scene {
  private static final int NAMES = 5;

  /** Sets it up. */
  public static CopyScene create(Path folder, boolean fsync) throws IOException {
    Files.createDirectories(folder.resolve("etc"));
    Files.writeString(
        folder.resolve("etc/copier.yml"),
        """
        file_sources:
          fresh:
            incoming: incoming/fresh
            copy_to:
              one: {dir: one}
              two: {dir: two, on_conflict: keep-both}
          reused:
            incoming: incoming/reused
            recursive: true
            copy_to:
              three: {dir: three, on_conflict: keep-both, mode: 0600}
              four: {dir: four, on_conflict: keep-both}
              shared: {dir: two, on_conflict: keep-both}
        scheduler: {file_check_timeout: 1}
        fsync: %s
        """
            .formatted(fsync));
    return new CopyScene(folder, new Deliveries());
  }

  @Override
  public String command() {
    return "copy";
  }

  @Override
  public void offer(Random random) throws IOException {
    for (int i = random.nextInt(3); i >= 0; i--) {
      int serial = deliveries.nextSerial();
      offer(random, "fresh", "%06d.bin".formatted(serial), serial, "one", "two");
    }
    for (int i = random.nextInt(3); i >= 0; i--) {
      int n = random.nextInt(NAMES);
      String name = n == 0 ? "sub/folder/0.bin" : n + ".bin";
      offer(random, "reused", name, deliveries.nextSerial(), "two", "three", "four");
    }
  }

  /** A name that is still in use is left alone. */
  private void offer(Random random, String source, String name, int serial, String... places)
      throws IOException {
    Path file = folder.resolve("incoming").resolve(source).resolve(name);
    if (Files.notExists(file)) {
      byte[] content = Scene.content(random, serial);
      for (String place : places) {
        deliveries.offer(place, name, content);
      }
      Scene.put(content, file, folder.resolve("writing"));
    }
  }

  @Override
  public Map<String, Path> outlets() {
    return Map.of(
        "one",
        folder.resolve("one"),
        "two",
        folder.resolve("two"),
        "three",
        folder.resolve("three"),
        "four",
        folder.resolve("four"));
  }

  @Override
  public Map<String, Path> stores() {
    return Map.of();
  }

  @Override
  public Path ledger() {
    return folder.resolve("state/copier.copy.mv");
  }

  @Override
  public List<Path> roots() {
    return List.of(folder);
  }
}
