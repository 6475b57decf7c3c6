package io.fsl.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fsl.action.FetchLedger.Fetched;
import io.fsl.action.PlaceFile.Place;
import io.fsl.config.OnChange;
import io.fsl.sftp.RemotePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlaceFileTest {
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

  @ParameterizedTest
  @EnumSource(OnChange.class)
  void twoFilesAreNotOnTheWayToOneName(OnChange onChange) throws Exception {
    PlaceFile places = places(onChange);
    assertEquals(new Place.Name(X), places.claim(file("one")));
    Place other = places.claim(file("two"));
    if (onChange == OnChange.KEEP_BOTH) {
      assertEquals(new Place.Name(SECOND), other);
    } else {
      assertInstanceOf(Place.Taken.class, other);
      places.release(X);
      assertEquals(new Place.Name(X), places.claim(file("two")));
    }
  }

  @ParameterizedTest
  @EnumSource(OnChange.class)
  void aNameThatIsTakenIsFreeOnceItsFileIsGone(OnChange onChange) throws Exception {
    PlaceFile places = places(onChange);
    Files.createFile(incoming.resolve(X));
    Place place = places.claim(file("s"));
    assertEquals(onChange == OnChange.KEEP_BOTH, place.equals(new Place.Name(SECOND)));
    assertEquals(onChange == OnChange.FAIL, place instanceof Place.Refused);
    Files.delete(incoming.resolve(X));
    assertEquals(new Place.Name(X), places.claim(file("s")));
  }

  @Test
  void anEarlierVersionOfOursIsReplaced() throws Exception {
    PlaceFile places = places(OnChange.REPLACE);
    Path old = Files.writeString(incoming.resolve(X), "old");
    Files.setLastModifiedTime(old, FileTime.fromMillis(99_000));
    FetchLedger known = new FetchLedger(ledger, "s");
    known.putFetched(file("s").path(), new Fetched(3, 99, X, false, Instant.EPOCH));
    assertEquals(new Place.Name(X), places.claim(file("s")));
    places.release(X);
    Files.writeString(old, "foreign");
    assertInstanceOf(Place.Taken.class, places.claim(file("s")));
  }

  @Test
  void theNameOfAnEarlierRunIsClaimedAgain() throws Exception {
    PlaceFile places = places(OnChange.KEEP_BOTH);
    assertEquals(new Place.Name(SECOND), places.claimAgain(file("s"), SECOND));
    Files.createFile(incoming.resolve("x.~3~.txt"));
    assertEquals(new Place.Name(X), places.claimAgain(file("s"), Path.of("x.~3~.txt")));
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
