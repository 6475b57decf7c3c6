package io.fsl.action;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of a folder, as a listing finds them. */
final class ListedFile {
  private ListedFile() {}

  static LocalFile write(Path folder, String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
    return look(folder, name);
  }

  static LocalFile look(Path folder, String name) throws IOException {
    LocalFile.Found found = LocalFile.look(folder.resolve(name), Path.of(name));
    return assertInstanceOf(LocalFile.Found.File.class, found).file();
  }
}
