package io.fsl.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.action.Outcome;
import io.fsl.action.Trouble;
import io.fsl.config.OnConflict;
import io.fsl.config.ReadinessRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are not complete yet, and the done files that tell when they are. */
class CopyReadinessTest extends CopyCase {
  @Test
  void youngFilesWait() throws IOException {
    setup.to("a");
    setup.readiness = new ReadinessRules(Duration.ofMinutes(5), Duration.ZERO, null);
    setup.write("x", "hello");
    assertEquals(new Report(0, 1, 0, 0, Set.of()), setup.loop());
    setup.now = setup.now.plus(Duration.ofMinutes(6));
    assertEquals(1, setup.loop().done());
  }

  @Test
  void filesMustBeSeenUnchangedAcrossRuns() throws IOException {
    setup.to("a");
    setup.readiness = new ReadinessRules(Duration.ZERO, Duration.ofMinutes(5), null);
    Path file = setup.write("x", "hello");
    assertEquals(1, setup.loop().skipped());
    setup.now = setup.now.plus(Duration.ofMinutes(4));
    assertEquals(1, setup.loop().skipped());
    setup.now = setup.now.plus(Duration.ofMinutes(2));
    Files.writeString(file, "hello world");
    assertEquals(1, setup.loop().skipped());
    setup.now = setup.now.minus(Duration.ofDays(1));
    assertEquals(1, setup.loop().skipped());
    setup.now = setup.now.plus(Duration.ofMinutes(5));
    assertEquals(1, setup.loop().done());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{name}.done", "{stem}.done", "ok/{stem}"})
  void doneFileIsAwaitedAndGoesWithItsFile(String template) throws IOException {
    setup.to("a");
    setup.readiness = new ReadinessRules(Duration.ZERO, Duration.ZERO, template);
    setup.write("x.csv", "hello");
    setup.write("y.csv", "hello");
    setup.write(template.replace("{name}", "x.csv").replace("{stem}", "x"), "");
    Report report = setup.loop();
    assertEquals(1, report.done());
    assertEquals(1, report.skipped());
    assertEquals(Set.of("x.csv"), setup.files("a"));
    assertEquals(Set.of("y.csv"), setup.files("incoming"));
  }

  @Test
  void doneFileOfSeveralStaysUntilTheLast() throws IOException {
    setup.to("a", OnConflict.FAIL);
    setup.readiness = new ReadinessRules(Duration.ZERO, Duration.ZERO, "{stem}.done");
    Files.createDirectory(path("a"));
    Files.writeString(path("a/x.xml"), "old");
    setup.write("x.csv", "hello");
    setup.write("x.xml", "hello");
    setup.write("x.done", "");
    assertEquals(1, setup.loop().done());
    assertEquals(Set.of("x.done", "x.xml"), setup.files("incoming"));
    Files.delete(path("a/x.xml"));
    assertEquals(1, setup.loop().done());
    assertEquals(Set.of(), setup.files("incoming"));
  }

  /** A producer writes the next version as soon as the name is free. */
  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true"})
  void theDoneFileOfTheNextVersionStays(boolean fileFirst, boolean anew) throws IOException {
    setup.to("a");
    setup.readiness = new ReadinessRules(Duration.ZERO, Duration.ZERO, "{stem}.done");
    setup.write("x.csv", "old");
    setup.write("x.done", "");
    setup.onOutcome =
        outcome -> {
          try {
            if (fileFirst) {
              setup.write("x.csv", "new");
            }
            if (anew) {
              setup.write("x.new", "");
              Files.move(
                  path("incoming/x.new"),
                  path("incoming/x.done"),
                  StandardCopyOption.REPLACE_EXISTING);
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    assertEquals(1, setup.loop().done());
    assertTrue(setup.files("incoming").contains("x.done"));
    setup.onOutcome = outcome -> {};
    if (fileFirst && anew) {
      assertEquals(1, setup.loop().done());
      assertEquals("new", setup.read("a/x.csv"));
      assertEquals(Set.of(), setup.files("incoming"));
    }
  }

  @ParameterizedTest
  @CsvSource({"{name}.done, x.csv.done", "{stem}.done, x.done", "ok/{stem}, ok/x"})
  void theDoneFileThatACrashLeftGoes(String template, String marker) throws IOException {
    setup.to("a");
    setup.readiness = new ReadinessRules(Duration.ZERO, Duration.ZERO, template);
    setup.delete = false;
    Path file = setup.write("x.csv", "hello");
    setup.write(marker, "");
    setup.write("other", "not ready");
    assertEquals(1, setup.loop().done());
    Files.delete(file);
    setup.delete = true;
    setup.loop();
    assertEquals(Set.of("other"), setup.files("incoming"));
  }

  @Test
  void aFolderThatCannotBeListedKeepsTheDoneFilesOfNoOther() throws IOException {
    setup.to("a");
    setup.readiness = new ReadinessRules(Duration.ZERO, Duration.ZERO, "READY");
    List<String> folders = List.of("p", "q", "r", "s");
    for (String folder : folders) {
      setup.write(folder + "/x", "hello");
      setup.write(folder + "/READY", "");
    }
    setup.onOutcome = outcome -> putAFileInPlaceOf(folders.subList(1, 3), outcome);
    Report report = setup.loop();
    assertEquals(4, report.done());
    assertEquals(2, report.failed());
    assertEquals(Set.of(Trouble.INPUT_OUTPUT), report.troubles());
    assertEquals(Set.of("q", "q.old/READY", "r", "r.old/READY"), setup.files("incoming"));
    assertTrue(failed("q").reason().contains("q"), setup.outcomes::toString);
  }

  /** What is read as a folder is none from now on; for any user. */
  private void putAFileInPlaceOf(List<String> folders, Outcome outcome) {
    try {
      for (String folder : folders) {
        if (outcome instanceof Outcome.Done && outcome.file().equals(folder + "/x")) {
          Files.move(path("incoming/" + folder), path("incoming/" + folder + ".old"));
          setup.write(folder, "none");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aDoneFileThatCannotBeRemovedKeepsNoOther() throws IOException {
    setup.to("a");
    setup.readiness = new ReadinessRules(Duration.ZERO, Duration.ZERO, "{name}.done");
    setup.loop();
    for (String name : List.of("p", "q", "r", "s")) {
      setup.write(name, "hello");
      setup.write(name + ".done", "");
    }
    keepFromBeingRemoved("q.done");
    Report report = setup.loop();
    assertEquals(4, report.done());
    assertEquals(Set.of(Trouble.INPUT_OUTPUT), report.troubles());
    assertEquals(Set.of("q.done"), setup.files("incoming"));
    assertEquals(Trouble.INPUT_OUTPUT, failed("q.done").trouble());
  }

  @Test
  void staleDoneFileDoesNotCount() throws IOException {
    setup.to("a");
    setup.readiness = new ReadinessRules(Duration.ZERO, Duration.ZERO, "{name}.done");
    Path marker = setup.write("x.done", "");
    setup.write("x", "hello");
    Files.setLastModifiedTime(marker, FileTime.from(Instant.now().minusSeconds(60)));
    assertEquals(1, setup.loop().skipped());
  }
}
