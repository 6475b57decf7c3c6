package io.fsl.action;

import static io.fsl.action.FetchSetup.MTIME;
import static io.fsl.action.FetchSetup.listed;
import static io.fsl.action.FetchSetup.stamped;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.action.PlaceFile.Place;
import io.fsl.config.OnChange;
import io.fsl.linux.FileIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which name a file gets in incoming, and which it never gets. */
class PlaceFileTest extends FetchCase {
  private static final String ON_ITS_WAY = "another file is on its way to that name";

  private final RemoteFile file = listed("x.csv", 4);

  /** Puts what {@code there} says at the name of the file. */
  private void put(String there) throws IOException {
    Path path = setup.incoming.resolve("x.csv");
    Fetched earlier = new Fetched(3, MTIME, Path.of("x.csv"), false, Instant.EPOCH);
    switch (there) {
      case "nothing" -> setup.known.putFetched(file.path(), earlier);
      case "link" -> Files.createSymbolicLink(path, home);
      case "foreign" -> stamped(path, "old");
      case "ours" -> {
        stamped(path, "old");
        setup.known.putFetched(file.path(), earlier);
      }
      case "resized" -> {
        stamped(path, "older");
        setup.known.putFetched(file.path(), earlier);
      }
      case "touched" -> {
        Files.writeString(path, "old");
        setup.known.putFetched(file.path(), earlier);
      }
      case "ours, known" -> {
        stamped(path, "old");
        setup.known.putFetched(
            file.path(), earlier.published(requireNonNull(LocalNames.identity(path))));
      }
      case "exchanged" -> {
        stamped(path, "old");
        FileIdentity ours = requireNonNull(LocalNames.identity(path));
        setup.known.putFetched(file.path(), earlier.published(ours));
        Files.move(stamped(home.resolve("other"), "own"), path, REPLACE_EXISTING);
      }
      case "inode used again" -> {
        FileIdentity found = requireNonNull(LocalNames.identity(stamped(path, "own")));
        FileIdentity ours = new FileIdentity(found.inode(), found.birthNanos() - 1, 3, MTIME);
        setup.known.putFetched(file.path(), earlier.published(ours));
      }
      case "folder" -> {
        Files.createDirectory(path);
        setup.known.putFetched(file.path(), earlier);
      }
      case "elsewhere" -> {
        stamped(path, "old");
        setup.known.putFetched(
            file.path(), new Fetched(3, MTIME, Path.of("x.~2~.csv"), false, Instant.EPOCH));
      }
      default -> throw new IllegalArgumentException(there);
    }
  }

  private static String shown(Place place) {
    return switch (place) {
      case Place.Name name -> name.target().toString();
      case Place.Taken taken -> "waits";
      case Place.Refused refused -> "refused";
    };
  }

  @ParameterizedTest(name = "{0}, {1} is there: {2}")
  @CsvSource({
    "WAIT,      nothing,   x.csv",
    "WAIT,      link,      x.csv",
    "WAIT,      foreign,   waits",
    "WAIT,      ours,      waits",
    "FAIL,      nothing,   x.csv",
    "FAIL,      ours,      refused",
    "KEEP_BOTH, nothing,   x.csv",
    "KEEP_BOTH, link,      x.csv",
    "KEEP_BOTH, foreign,   x.~2~.csv",
    "KEEP_BOTH, ours,      x.~2~.csv",
    "REPLACE,   nothing,   x.csv",
    "REPLACE,   ours,      x.csv",
    "REPLACE,   foreign,   waits",
    "REPLACE,   resized,   waits",
    "REPLACE,   touched,   waits",
    "REPLACE,   folder,    waits",
    "REPLACE,   elsewhere, waits",
    "REPLACE,   'ours, known', x.csv",
    "REPLACE,   exchanged, waits",
    "REPLACE,   inode used again, waits",
  })
  void aNameIsGivenAsConfigured(OnChange onChange, String there, String given) throws IOException {
    put(there);
    PlaceFile places = setup.places(onChange);
    Optional<Place> obstacle = places.obstacle(file);
    Place place = places.claim(file);
    assertEquals(given, shown(place));
    assertEquals(place instanceof Place.Name ? Optional.empty() : Optional.of(place), obstacle);
    if (place instanceof Place.Name name) {
      assertFalse(setup.claims.take(setup.incoming.resolve(name.target())), "it is claimed");
      places.release(name.target());
    }
    assertTrue(setup.claims.take(setup.incoming.resolve("x.csv")), "nothing is left claimed");
  }

  @ParameterizedTest
  @EnumSource
  void twoFilesAreNeverOnTheWayToOneName(OnChange onChange) throws IOException {
    assertEquals(new Place.Name(Path.of("x.csv")), setup.places(onChange).claim(file));
    Place second = setup.places(onChange).claim(listed("x.csv", 5));
    assertEquals(
        onChange == OnChange.KEEP_BOTH
            ? new Place.Name(Path.of("x.~2~.csv"))
            : new Place.Taken(ON_ITS_WAY),
        second);
  }

  @Test
  void aVariantThatIsThereOrClaimedIsPassedOver() throws IOException {
    put("foreign");
    stamped(setup.incoming.resolve("x.~2~.csv"), "other");
    PlaceFile places = setup.places(OnChange.KEEP_BOTH);
    assertEquals(new Place.Name(Path.of("x.~3~.csv")), places.claim(file));
    assertEquals(new Place.Name(Path.of("x.~4~.csv")), places.claim(listed("x.csv", 5)));
    assertTrue(setup.claims.take(setup.incoming.resolve("x.~2~.csv")), "what is there is let go");
  }

  @ParameterizedTest(name = "{0}, decided on {1}, {2} is there: {3}")
  @CsvSource({
    "WAIT,      x.csv,     nothing, x.csv",
    "WAIT,      x.csv,     foreign, waits",
    "KEEP_BOTH, x.~2~.csv, foreign, x.~2~.csv",
    "KEEP_BOTH, x.csv,     foreign, x.~2~.csv",
    "REPLACE,   x.csv,     ours,    x.csv",
    "REPLACE,   x.csv,     foreign, waits",
    "FAIL,      x.csv,     foreign, refused",
  })
  void aNameThatWasDecidedOnIsGivenIfItIsStillFree(
      OnChange onChange, Path decided, String there, String given) throws IOException {
    put(there);
    assertEquals(given, shown(setup.places(onChange).claimAgain(file, decided)));
  }

  @Test
  void aNameThatWasDecidedOnAndIsClaimedIsDecidedAnew() throws IOException {
    PlaceFile places = setup.places(OnChange.WAIT);
    setup.claims.take(setup.incoming.resolve("x.csv"));
    assertEquals(new Place.Taken(ON_ITS_WAY), places.claimAgain(file, Path.of("x.csv")));
  }

  @Test
  void onlyItsOwnNameIsReplaced() throws IOException {
    put("ours");
    stamped(setup.incoming.resolve("y.csv"), "old");
    PlaceFile places = setup.places(OnChange.REPLACE);
    assertTrue(places.isFree(file, Path.of("x.csv")));
    assertFalse(places.isFree(file, Path.of("y.csv")));
    assertFalse(setup.places(OnChange.WAIT).isFree(file, Path.of("x.csv")));
    assertTrue(setup.places(OnChange.WAIT).isFree(file, Path.of("z.csv")));
  }
}
