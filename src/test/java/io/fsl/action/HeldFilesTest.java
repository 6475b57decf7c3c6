package io.fsl.action;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fsl.config.Order;
import io.fsl.linux.PathBytes;
import io.fsl.sftp.RemotePath;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HeldFilesTest {
  private final HeldFiles held = new HeldFiles("feeds", path("/out"));
  private final List<RemoteFile> found = new ArrayList<>();

  private static RemotePath path(String path) {
    return RemotePath.of(path, StandardCharsets.UTF_8);
  }

  private static RemoteFile file(RemotePath path, String relative, long size, long mtime) {
    return new RemoteFile("feeds", path, Path.of(relative), size, mtime);
  }

  @Test
  void filesComeBackAsTheyWere() {
    List<RemoteFile> files =
        List.of(
            file(path("/out/a"), "a", Long.MAX_VALUE, 0xffff_ffffL),
            file(RemotePath.of("/out/ä", StandardCharsets.ISO_8859_1), "ä", 0, 0),
            file(path("/out/ä"), "ä", 1, 2),
            file(path("/out/sub/x y"), "sub/x y", 3, 4),
            new RemoteFile(
                "feeds",
                path("/out").resolve(RemotePath.of(new byte[] {'x', (byte) 0xff})),
                PathBytes.path(new byte[] {'x', (byte) 0xff}),
                5,
                6));
    files.forEach(held::add);
    held.drain(Order.NONE, found::add);
    assertEquals(files, found);
    held.drain(Order.NONE, found::add);
    assertEquals(files, found, "none is held any more");
  }

  @ParameterizedTest
  @EnumSource(names = {"NAME", "SIZE", "MODIFIED"})
  void whatIsEqualComesByName(Order.By by) {
    List<RemoteFile> files = new ArrayList<>();
    for (String name : List.of("b", "a/b", "ab", "B", "ü", "a")) {
      files.add(file(path("/out/" + name), name, 7, 8));
    }
    files.forEach(held::add);
    held.drain(new Order(by, false), found::add);
    assertEquals(List.of("B", "a", "a/b", "ab", "b", "ü"), names());
    found.clear();
    files.forEach(held::add);
    held.drain(new Order(by, true), found::add);
    assertEquals(List.of("ü", "b", "ab", "a/b", "a", "B"), names());
  }

  private List<String> names() {
    return found.stream().map(file -> file.relative().toString()).toList();
  }
}
