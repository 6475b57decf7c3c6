package io.fsl.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The one wording of errors: the path, and what the system calls the error. */
class ReasonTest {
  @TempDir Path folder;

  static Stream<Arguments> reasons() {
    return Stream.of(
        arguments(new NoSuchFileException("/x"), "/x: No such file or directory"),
        arguments(new AccessDeniedException("/x"), "/x: Permission denied"),
        arguments(new NotDirectoryException("/x"), "/x: Not a directory"),
        arguments(new FileSystemLoopException("/x"), "/x: Too many levels of symbolic links"),
        arguments(new NotLinkException("/x"), "/x: NotLinkException"),
        arguments(
            new FileSystemException("/x", null, "No space left on device"),
            "/x: No space left on device"),
        arguments(new FileSystemException("/x", "/y", "Is busy"), "/x -> /y: Is busy"),
        arguments(new AccessDeniedException("/x", "/y", null), "/x -> /y: Permission denied"),
        arguments(
            new UncheckedIOException(new NoSuchFileException("/x")),
            "/x: No such file or directory"),
        arguments(new IOException("the server hung up"), "the server hung up"),
        arguments(new IOException(), "java.io.IOException"),
        arguments(new IllegalStateException("bug"), "java.lang.IllegalStateException: bug"));
  }

  @ParameterizedTest
  @MethodSource("reasons")
  void aReasonNamesThePathOnce(Throwable failure, String reason) {
    assertEquals(reason, Reason.of(failure));
  }

  @ParameterizedTest
  @MethodSource("reasons")
  void aMessageThatNamesThePathTakesTheReasonAlone(Throwable failure, String reason) {
    assertEquals(reason.replaceFirst("^/x( -> /y)?: ", ""), Reason.withoutPath(failure));
  }

  @Test
  void theWordsAreThoseOfTheSystem() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertReason("missing: No such file or directory", folder.resolve("missing"), Files::size);
    assertReason("file: File exists", file, Files::createFile);
    assertReason("file: Not a directory", file, Files::newDirectoryStream);
    Files.createFile(Files.createDirectory(folder.resolve("full")).resolve("x"));
    assertReason(
        "full: Directory not empty",
        folder.resolve("full"),
        path -> {
          Files.delete(path);
          return path;
        });
    Path loop = folder.resolve("loop");
    Files.createSymbolicLink(loop, loop);
    assertReason(
        "loop: Too many levels of symbolic links or unable to access attributes of symbolic link",
        loop,
        Files::size);
  }

  private interface Step {
    Object apply(Path path) throws IOException;
  }

  private void assertReason(String expected, Path path, Step step) {
    IOException failure = assertThrows(IOException.class, () -> step.apply(path));
    assertEquals(folder + "/" + expected, Reason.of(failure));
  }
}
