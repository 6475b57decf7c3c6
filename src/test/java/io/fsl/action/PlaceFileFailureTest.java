package io.fsl.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fsl.action.PlaceFile.Place;
import io.fsl.config.OnChange;
import io.fsl.sftp.RemotePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes wrong while a name is decided leaves none on the way. */
class PlaceFileFailureTest {
  private static final Path X = Path.of("x.txt");
  private static final Path SECOND = Path.of("x.~2~.txt");

  @TempDir Path folder;
  private final PlaceFile.Claims claims = new PlaceFile.Claims();
  private final Ledger ledger = Ledger.inMemory();
  private Path incoming;

  @BeforeEach
  void makeIncoming() throws IOException {
    incoming = Files.createDirectory(folder.resolve("incoming"));
  }

  private PlaceFile places(OnChange onChange) {
    return places(onChange, ledger);
  }

  private PlaceFile places(OnChange onChange, Ledger known) {
    return new PlaceFile(incoming, onChange, new FetchLedger(known, "s"), claims);
  }

  private static RemoteFile file(String source) {
    RemotePath path = RemotePath.of("/out/x.txt", UTF_8);
    return new RemoteFile(source, path, X, 1, 1_000_000_000L);
  }

  /** Else the file would wait for itself for as long as the program runs. */
  @Test
  void aNameThatCouldNotBeDecidedIsNotOnTheWay() throws Exception {
    Files.createFile(incoming.resolve(X));
    Ledger broken = Ledger.inMemory();
    broken.close();
    PlaceFile unknowing = places(OnChange.REPLACE, broken);
    assertThrows(UncheckedIOException.class, () -> unknowing.claim(file("s")));
    assertThrows(UncheckedIOException.class, () -> unknowing.claimAgain(file("s"), X));
    Files.delete(incoming.resolve(X));
    assertEquals(new Place.Name(X), places(OnChange.REPLACE).claim(file("s")));
  }

  @ParameterizedTest
  @EnumSource(OnChange.class)
  void aFolderThatCannotBeReadLeavesNoNameOnTheWay(OnChange onChange) throws Exception {
    PlaceFile places = places(onChange);
    Files.delete(incoming);
    Files.createSymbolicLink(incoming, incoming);
    assertThrows(IOException.class, () -> places.claim(file("s")));
    assertThrows(IOException.class, () -> places.claimAgain(file("s"), SECOND));
    Files.delete(incoming);
    Files.createDirectory(incoming);
    assertEquals(new Place.Name(SECOND), places.claimAgain(file("s"), SECOND));
    assertEquals(new Place.Name(X), places.claim(file("s")));
  }
}
