package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.config.Password;
import io.fsl.config.Secret;
import io.fsl.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordReaderTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  @TempDir Path folder;

  private static String read(Password source) throws IOException {
    return new PasswordReader(source, TIMEOUT).read().reveal();
  }

  private static String fault(Password source, Duration timeout) {
    PasswordReader reader = new PasswordReader(source, timeout);
    return Objects.requireNonNull(assertThrows(IOException.class, reader::read).getMessage());
  }

  @Test
  void givesTheLiteral() throws Exception {
    assertEquals(" a b ", read(new Password.Literal(new Secret(" a b "))));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          secret                  , secret
          secret\\n               , secret
          secret\\r\\n            , secret
          ` with spaces \\nmore`  , ` with spaces `
          pässwörd\\n             , pässwörd
          '"$`\\n                 , '"$`
          """)
  void givesTheFirstLine(String content, String password) throws Exception {
    Path file = folder.resolve("password");
    Files.writeString(file, content.replace("\\n", "\n").replace("\\r", "\r"));
    assertEquals(password, read(new Password.InFile(file)));
    assertEquals(password, read(new Password.OfCommand("cat '" + file + "'")));
  }

  @Test
  void aCommandMayPrintMuchMore() throws Exception {
    assertEquals("y", read(new Password.OfCommand("yes | head -n 100000")));
  }

  @Test
  void aCommandHasNoInput() throws Exception {
    assertEquals("0", read(new Password.OfCommand("wc -c")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          echo secret && exit 3     ; password_command failed with status 3
          true                      ; password_command printed nothing
          echo                      ; password_command printed nothing
          head -c 1000000 /dev/zero ; the output of password_command cannot be read: a line of \
          more than 65536 characters
          """)
  void saysWhyACommandGaveNone(String command, String words) {
    String fault = fault(new Password.OfCommand(command), TIMEOUT);
    assertEquals(words, fault);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sleep 1000 & sleep 1000", "echo secret; exec >&-; sleep 1000"})
  void endsACommandThatHangs(String command) {
    Duration brief = Duration.ofMillis(200);
    String fault = fault(new Password.OfCommand(command), brief);
    assertTrue(fault.startsWith("password_command did not end"), fault);
    Await.until(
        "the command has ended",
        () -> ProcessHandle.current().descendants().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void saysWhyAFileGaveNone() throws Exception {
    Path file = folder.resolve("password");
    assertEquals(
        "password_file " + file + ": No such file or directory",
        fault(new Password.InFile(file), TIMEOUT));
    Files.writeString(file, "\nsecret\n");
    assertEquals(
        "the first line of password_file " + file + " is empty",
        fault(new Password.InFile(file), TIMEOUT));
    assertEquals(
        "password_file " + folder + ": Is a directory",
        fault(new Password.InFile(folder), TIMEOUT));
  }
}
