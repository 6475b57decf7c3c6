package io.fsl.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** For how long those who did not let us in are left alone. */
class DenialsTest {
  private Instant now = Instant.parse("2026-11-22T13:08:00Z");

  private Denials denials(Duration pause, boolean endless) {
    return new Denials(pause, endless, () -> now);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 1 2 4 8",
    "PT0.4S, 1 2 4 8",
    "PT30S, 30 60 120 240 480 960 1920 3600 3600",
    "PT20M, 1200 2400 3600 3600",
    "PT2H, 3600 3600",
  })
  void whoDeniesIsLeftAloneForLongerEachTimeUpToAnHour(Duration pause, String seconds) {
    Denials denials = denials(pause, true);
    List<String> lengths = new ArrayList<>();
    for (String _ : seconds.split(" ")) {
      denials.ended("a", true);
      Instant until = denials.until("a").orElseThrow();
      lengths.add(Long.toString(Duration.between(now, until).toSeconds()));
      now = until.minusMillis(1);
      assertEquals(Optional.of(until), denials.until("a"));
      now = until;
      assertEquals(Optional.empty(), denials.until("a"));
    }
    assertEquals(seconds, String.join(" ", lengths));
  }

  @Test
  void whoLetsUsInStartsAnew() {
    Denials denials = denials(Duration.ofSeconds(30), true);
    denials.ended("a", true);
    denials.ended("a", true);
    denials.ended("a", false);
    assertEquals(Optional.empty(), denials.until("a"));
    denials.ended("a", true);
    assertEquals(Optional.of(now.plusSeconds(30)), denials.until("a"));
    assertEquals(Optional.empty(), denials.until("b"), "others have nothing to do with it");
  }

  @Test
  void soManyLoopsAreSoManyAttempts() {
    Denials denials = denials(Duration.ofSeconds(30), false);
    denials.ended("a", true);
    assertEquals(Optional.empty(), denials.until("a"));
  }
}
