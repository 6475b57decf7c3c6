package io.fsl.action;

import static io.fsl.action.FetchSetup.MTIME;
import static io.fsl.action.FetchSetup.path;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.config.AfterFetch;
import io.fsl.config.FetchSource;
import io.fsl.config.Order;
import io.fsl.sftp.Attributes;
import io.fsl.sftp.Attributes.Type;
import io.fsl.sftp.Entry;
import io.fsl.sftp.RemotePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names that a hostile server lists, and what is said of them. */
class SafeNameTest extends FetchCase {
  private final List<String> found = new ArrayList<>();

  private static Entry entry(String name, Type type) {
    return new Entry(path(name), new Attributes(type, 7, MTIME));
  }

  /** Whether all folders could be listed. */
  private boolean list(String globs) throws IOException {
    FetchSource source = setup.source(globs, true, Order.NONE, null, new AfterFetch.Keep());
    DoneMarkers none = new DoneMarkers(null);
    return new ListRemoteFiles(
            setup.remote, source, path(""), none, setup.retries(0), setup.outcomes::add)
        .forEach(file -> found.add(file.name()));
  }

  private List<String> refusals() {
    return setup.outcomes.stream()
        .map(Outcome.Failed.class::cast)
        .map(failed -> failed.file() + ": " + failed.reason())
        .toList();
  }

  @ParameterizedTest(name = "{0} as {1}: {2}")
  @CsvSource(
      delimiter = ';',
      value = {
        "a/b;       FILE;   a/b: its name has a character that no file name may have",
        "/etc;      FILE;   /etc: its name has a character that no file name may have",
        "'';        FILE;   : its name is no name of a file",
        "..;        FILE;   ",
        ".fsl;      FOLDER; ",
        "a\tb;      FILE;   a\\x09b: its name has a character that no file name may have",
        "a\u007fb;  FILE;   a\\x7fb: its name has a character that no file name may have",
        "a\u0085b;  FILE;   a\\x85b: its name has a character that no file name may have",
      })
  void aHostileNameIsRefusedIfAnyoneAsksForIt(String name, Type type, @Nullable String refusal)
      throws IOException {
    setup.remote.lists("/out", entry(name, type));
    assertTrue(list("*"));
    assertEquals(List.of(), found);
    assertEquals(refusal == null ? List.of() : List.of(refusal), refusals());
    setup.outcomes.clear();
    list("*.txt");
    assertEquals(name.isEmpty() ? 1 : 0, setup.outcomes.size());
  }

  @Test
  void aNameThatIsNoTextIsRefusedWithAHint() throws IOException {
    RemotePath name = RemotePath.of("\u00e4", ISO_8859_1);
    setup.files.putFolder("/out/sub");
    setup.remote.lists("/out/sub", new Entry(name, new Attributes(Type.FILE, 7, MTIME)));
    list("*");
    assertEquals(
        List.of("sub/\\xe4: its name is not UTF-8; the server's file names need another `charset`"),
        refusals());
  }

  /** In it there may be files that are wanted. */
  @Test
  void aFolderWhoseNameIsRefusedIsAlwaysToldOf() throws IOException {
    setup.remote.lists("/out", entry("a\tb", Type.FOLDER));
    list("*.txt");
    assertEquals(
        List.of("a\\x09b: its name has a character that no file name may have"), refusals());
  }

  @Test
  void aHostileNameIsRefusedByItsWholePath() throws IOException {
    setup.files.putFolder("/out/sub");
    setup.remote.lists("/out/sub", entry("a\tb.txt", Type.FILE));
    list("sub/*.txt");
    assertEquals(
        List.of("sub/a\\x09b.txt: its name has a character that no file name may have"),
        refusals());
    setup.outcomes.clear();
    list("* !sub/*");
    assertEquals(List.of(), refusals());
  }
}
