package io.fsl.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.config.ReadinessRules;
import io.fsl.linux.PathBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadinessTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final byte[] KEY = {1};
  private final Ledger.Table table = Ledger.inMemory().table("observations");
  private Instant now = START;

  private Readiness rules(Duration minAge, Duration stableFor, String doneFile) {
    return new Readiness(
        new ReadinessRules(minAge, stableFor, doneFile.isEmpty() ? null : doneFile),
        table,
        () -> now);
  }

  private static boolean isReady(Readiness readiness, long size, Instant mtime) throws IOException {
    return readiness.waitsFor(KEY, size, mtime, () -> null).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, true", "299, false", "300, true", "-10, false"})
  void minAge(long ageSeconds, boolean ready) throws IOException {
    Duration minAge = ageSeconds == 0 ? Duration.ZERO : Duration.ofMinutes(5);
    Readiness readiness = rules(minAge, Duration.ZERO, "");
    assertEquals(ready, isReady(readiness, 1, now.minusSeconds(ageSeconds)));
  }

  /** A file that a server shows with 0 may have been modified up to a second later. */
  @ParameterizedTest
  @CsvSource({"PT0S, 0, true", "PT5M, 300000, false", "PT5M, 300999, false", "PT5M, 301000, true"})
  void minAgeOfRoundedTimes(Duration minAge, long agoMillis, boolean ready) throws IOException {
    ReadinessRules rules = new ReadinessRules(minAge, Duration.ZERO, null);
    Readiness readiness = Readiness.ofRemote(rules, table, () -> now);
    assertEquals(ready, isReady(readiness, 1, now.minusMillis(agoMillis)));
  }

  @Test
  void stableForNeedsTwoLooksThatFarApart() throws IOException {
    Readiness readiness = rules(Duration.ZERO, Duration.ofSeconds(60), "");
    assertFalse(isReady(readiness, 1, START));
    now = START.plusSeconds(59);
    assertFalse(isReady(readiness, 1, START));
    now = START.plusSeconds(60);
    assertTrue(isReady(readiness, 1, START));
    assertFalse(isReady(readiness, 2, START));
    now = START.plusSeconds(120);
    assertFalse(isReady(readiness, 2, START.plusNanos(1)));
    readiness.forget(KEY);
    now = START.plusSeconds(1000);
    assertFalse(isReady(readiness, 2, START.plusNanos(1)));
  }

  @Test
  void clockThatIsSetBackStartsTheWaitAnew() throws IOException {
    Readiness readiness = rules(Duration.ZERO, Duration.ofSeconds(60), "");
    assertFalse(isReady(readiness, 1, START));
    now = START.minusSeconds(3600);
    assertFalse(isReady(readiness, 1, START));
    now = START.minusSeconds(3600 - 59);
    assertFalse(isReady(readiness, 1, START));
    now = START.minusSeconds(3600 - 60);
    assertTrue(isReady(readiness, 1, START));
  }

  @Test
  void fileIsObservedWhileItIsStillTooYoung() throws IOException {
    Readiness readiness = rules(Duration.ofSeconds(30), Duration.ofSeconds(60), "");
    assertFalse(isReady(readiness, 1, START));
    now = START.plusSeconds(60);
    assertTrue(isReady(readiness, 1, START));
  }

  @ParameterizedTest
  @CsvSource({"-1, false", "0, true", "1, true"})
  void markerMustNotBeOlderThanItsFile(long seconds, boolean ready) throws IOException {
    Readiness readiness = rules(Duration.ZERO, Duration.ZERO, "{name}.done");
    Optional<String> reason = readiness.waitsFor(KEY, 1, START, () -> START.plusSeconds(seconds));
    assertEquals(ready, reason.isEmpty());
    assertFalse(isReady(readiness, 1, START));
  }

  @Test
  void oldObservationsAreForgotten() throws IOException {
    Readiness readiness = rules(Duration.ZERO, Duration.ofSeconds(60), "");
    assertFalse(isReady(readiness, 1, START));
    readiness.forgetBefore(new byte[] {2}, START.plusSeconds(1));
    readiness.forgetBefore(KEY, START.plusSeconds(60));
    assertTrue(table.get(KEY) != null, "it may be stable by then");
    readiness.forgetBefore(KEY, START.plusSeconds(61));
    assertTrue(table.get(KEY) == null);
  }

  @ParameterizedTest
  @CsvSource({
    "{name}.done, d/x.csv, d/x.csv.done",
    "{stem}.done, x.tar.gz, x.tar.done",
    "ok/{name}, d/x, d/ok/x",
    ".{name}, x, .x",
    "READY, d/x, d/READY"
  })
  void markersAreFound(String template, String file, String marker) {
    DoneMarkers markers = new DoneMarkers(template);
    assertEquals(Optional.of(Path.of(marker)), markers.markerOf(Path.of(file)));
    assertTrue(markers.isMarker(Path.of(marker)));
    assertFalse(markers.isMarker(Path.of(file)));
  }

  @Test
  void markersKeepTheBytesOfNames() {
    Path file = PathBytes.path(new byte[] {'d', '/', -1, '.', 'x'});
    DoneMarkers markers = new DoneMarkers("{stem}.\u00e4");
    Path marker = markers.markerOf(file).orElseThrow();
    assertEquals(PathBytes.path(new byte[] {'d', '/', -1, '.', (byte) 0xc3, (byte) 0xa4}), marker);
    assertTrue(markers.isMarker(marker));
    assertFalse(new DoneMarkers(null).isMarker(marker));
  }
}
