package io.fsl.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.action.Ledger;
import io.fsl.action.Outcome;
import io.fsl.action.Trouble;
import io.fsl.config.ByteSize;
import io.fsl.config.Destination;
import io.fsl.config.OnConflict;
import io.fsl.config.OnFull;
import io.fsl.config.ReadinessRules;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Destinations that fail, errors inside, lost ledgers and what a crash left: the others get theirs.
 */
class CopyFailuresTest extends CopyCase {
  @Test
  void brokenDestinationHoldsUpNoOtherAndIsServedLater() throws IOException {
    setup.to("a").to("broken/b");
    Files.writeString(path("broken"), "a file in the way");
    setup.write("x", "hello");
    setup.write("y", "hello");
    Report report = setup.loop();
    assertEquals(Set.of(Trouble.CANNOT_CREATE), report.troubles());
    assertEquals(2, report.failed(), "the destination is no file");
    assertEquals(
        List.of(
            "source: CANNOT_CREATE: "
                + path("broken/b")
                + ": "
                + path("broken")
                + ": Not a directory"),
        setup.sourceFailures);
    assertEquals(Set.of("x", "y"), setup.files("a"));
    assertEquals(Set.of("x", "y"), setup.files("incoming"));
    Files.delete(path("broken"));
    Files.delete(path("a/x"));
    assertEquals(2, setup.loop().done());
    assertEquals(Set.of("y"), setup.files("a"));
    assertEquals(Set.of("x", "y"), setup.files("broken/b"));
    assertEquals(Set.of(), setup.files("incoming"));
  }

  @Test
  void aDestinationThatCannotBeMadeIsNamedOnce() throws IOException {
    setup.to("a");
    Files.writeString(path("a"), "a file in the way");
    setup.write("x", "hello");
    assertEquals(Set.of(Trouble.CANNOT_CREATE), setup.loop().troubles());
    assertEquals("a: " + path("a") + ": Not a directory", failed("x").reason());
  }

  @Test
  void errorInASourceDoesNotEndWell() throws IOException {
    setup.to("a");
    setup.write("x", "hello");
    InstantSource clock =
        () -> {
          throw new OutOfMemoryError("test");
        };
    try (Ledger ledger = Ledger.open(setup.state, "copier.copy", true);
        CopyController controller =
            new CopyController(
                setup.config(), ledger, setup, Set.of(), false, clock, Duration.ofMinutes(1))) {
      assertEquals(Set.of(Trouble.INTERNAL), controller.loop().troubles());
    }
  }

  /** As when the system has no thread left for it. */
  @Test
  void courierThatCannotBeStartedLeavesNoOtherWaiting() throws IOException {
    setup.name = "scarce";
    setup.to("a");
    setup.destinations.add(
        new Destination("b", unusable(), null, OnFull.WAIT, OnConflict.REPLACE, null, null, null));
    setup.write("x", "hello");
    assertEquals(Set.of(Trouble.INTERNAL), setup.loop().troubles());
    assertEquals(
        List.of(),
        Thread.getAllStackTraces().keySet().stream()
            .map(Thread::getName)
            .filter(name -> name.startsWith("copy-scarce-"))
            .toList());
  }

  private static Path unusable() {
    return (Path)
        Proxy.newProxyInstance(
            Path.class.getClassLoader(),
            new Class<?>[] {Path.class},
            (proxy, method, arguments) -> {
              throw new OutOfMemoryError("no thread");
            });
  }

  @Test
  void failuresOfAllDestinationsAreTold() throws IOException {
    setup.to("full", OnConflict.REPLACE, new ByteSize(1), OnFull.WAIT).to("taken");
    setup.write("x", "hello");
    Files.createDirectories(path("taken/x"));
    Report report = setup.loop();
    assertEquals(1, report.failed());
    assertEquals(Set.of(Trouble.SPACE, Trouble.FILE), report.troubles());
    Outcome.Failed told = assertInstanceOf(Outcome.Failed.class, setup.outcomes.getLast());
    assertEquals(Trouble.FILE, told.trouble());
    assertTrue(told.reason().contains("full: "), told::reason);
    assertTrue(told.reason().contains("taken: "), told::reason);
  }

  @Test
  void lostLedgerIsRebuiltFromWhatIsThere() throws IOException {
    setup.delete = false;
    setup.to("a", OnConflict.KEEP_BOTH);
    setup.write("x", "hello");
    setup.write("y", "hello");
    setup.loop();
    Files.delete(setup.state.resolve("copier.copy.mv"));
    setup.write("y", "other");
    assertEquals(Set.of(Trouble.LEDGER), setup.loop().troubles());
    assertEquals(Set.of("x", "y", "y.~2~"), setup.files("a"));
    assertEquals(new Report(0, 0, 0, 0, Set.of()), setup.loop());
  }

  /** What was seen unchanged is lost with it; until it is again, nothing is known. */
  @Test
  void lostLedgerIsNotRebuiltBeforeTheFilesAreReady() throws IOException {
    setup.readiness = new ReadinessRules(Duration.ZERO, Duration.ofSeconds(5), null);
    setup.delete = false;
    setup.to("a", OnConflict.KEEP_BOTH);
    setup.write("x", "hello");
    deliverWhenStable();
    assertEquals(Set.of("x"), setup.files("a"));
    Files.delete(setup.state.resolve("copier.copy.mv"));
    setup.write("unfinished", "of another name, it holds up nothing");
    deliverWhenStable();
    assertEquals(Set.of("x", "unfinished"), setup.files("a"));
    assertEquals(new Report(0, 0, 0, 0, Set.of()), setup.loop());
  }

  private void deliverWhenStable() throws IOException {
    for (int i = 0; i < 3; i++) {
      setup.loop();
      setup.now = setup.now.plusSeconds(10);
    }
  }

  /** As when the disk refuses to: it is known for what it is until that is over. */
  @Test
  void whatACrashLeftAndCannotBePutBackHoldsUpNoOther() throws IOException {
    setup.to("a", OnConflict.KEEP_BOTH);
    setup.loop();
    setup.delete = false;
    setup.write("sub/x", "one");
    setup.loop();
    Files.move(setup.incoming.resolve("sub"), removed().resolve("sub"));
    setup.write("sub", "two");
    setup.delete = true;
    setup.to("b");
    setup.outcomes.clear();
    Report report = setup.loop();
    assertEquals(Set.of(Trouble.INPUT_OUTPUT, Trouble.FILE), report.troubles());
    assertEquals(2, report.failed(), "a has a folder of that name, too");
    assertTrue(setup.outcomes.toString().contains("file=sub/x"), setup.outcomes::toString);
    assertEquals("two", setup.read("b/sub"), "others get theirs");
    Files.delete(setup.incoming.resolve("sub"));
    Files.delete(path("b/sub"));
    setup.write("new", "three");
    assertEquals(Set.of(), setup.loop().troubles());
    assertEquals(Set.of("new", "sub/x"), setup.files("a"), "it is not there twice");
    assertEquals(Set.of("new", "sub/x"), setup.files("b"));
    assertEquals(Set.of(), setup.files("incoming"));
  }

  @Test
  void whatACrashLeftIsPutBackIfFilesAreKeptByNow() throws IOException {
    setup.to("a", OnConflict.KEEP_BOTH);
    setup.loop();
    Files.writeString(removed().resolve("x"), "newer");
    setup.delete = false;
    assertEquals(1, setup.loop().done());
    assertEquals("newer", setup.read("a/x"));
    assertEquals("newer", setup.read("incoming/x"));
    assertEquals(new Report(0, 0, 0, 0, Set.of()), setup.loop());
  }

  @Test
  void whatCannotBeRemovedIsToldToBeCopied() throws IOException {
    setup.to("a", OnConflict.KEEP_BOTH);
    setup.loop();
    setup.write("x", "hello");
    keepFromBeingRemoved("x");
    Report report = setup.loop();
    assertEquals(Set.of(Trouble.INPUT_OUTPUT), report.troubles());
    String told = setup.outcomes.toString();
    assertTrue(told.contains("reason=copied, but not removed: "), told);
    assertEquals(Set.of("x"), setup.files("incoming"));
    setup.onTransfer = () -> {};
    assertEquals(1, setup.loop().done());
    assertEquals(Set.of("x"), setup.files("a"));
    assertEquals(Set.of(), setup.files("incoming"));
  }

  @Test
  void errorAtADestinationIsToldOfEachFileAndHoldsUpNoOther() throws IOException {
    setup.limit = 2; // each destination has one file at once
    setup.to("a", OnConflict.KEEP_BOTH).to("b", OnConflict.KEEP_BOTH);
    for (String name : List.of("x", "y", "z")) {
      setup.write(name, name);
    }
    setup.onTransfer =
        () -> {
          if (Thread.currentThread().getName().equals("copy-source-a")) {
            throw new OutOfMemoryError("test");
          }
        };
    Report report = setup.loop();
    assertEquals(Set.of(Trouble.INTERNAL), report.troubles());
    assertEquals(0, report.done());
    for (String name : List.of("x", "y", "z")) {
      Outcome.Failed told = failed(name);
      assertEquals(Trouble.INTERNAL, told.trouble());
      assertTrue(told.reason().contains("a: " + path("a") + ": "), told::reason);
    }
    assertEquals(Set.of("x", "y", "z"), setup.files("b"));
    assertEquals(Set.of("x", "y", "z"), setup.files("incoming"));
    setup.onTransfer = () -> {};
    assertEquals(new Report(3, 0, 0, 3, Set.of()), setup.loop());
    assertEquals(Set.of("x", "y", "z"), setup.files("a"));
    assertEquals(Set.of("x", "y", "z"), setup.files("b"));
    assertEquals(Set.of(), setup.files("incoming"));
  }
}
