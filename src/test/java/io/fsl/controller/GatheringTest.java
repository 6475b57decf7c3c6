package io.fsl.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GatheringTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final AtomicInteger onTheirWay = new AtomicInteger(1000);

  @Test
  void theFirstWaitsForTheOthersThatAreOnTheirWay() {
    onTheirWay.set(3);
    Gathering<Integer> gathering = new Gathering<>(onTheirWay::get, LONG);
    CompletableFuture<List<Integer>> taken = taking(gathering);
    add(gathering, 1, 3);
    assertEquals(List.of(1, 2, 3), taken.join());
  }

  @Test
  void theLastWaitsForNobody() throws InterruptedException {
    onTheirWay.set(1);
    Gathering<Integer> gathering = new Gathering<>(onTheirWay::get, LONG);
    gathering.add(1);
    assertEquals(List.of(1), gathering.take(LONG.toNanos()));
  }

  @Test
  void manyDoNotWaitForMore() {
    Gathering<Integer> gathering = new Gathering<>(onTheirWay::get, LONG);
    CompletableFuture<List<Integer>> taken = taking(gathering);
    add(gathering, 1, 100);
    assertTrue(taken.join().size() > 10, taken.join()::toString);
  }

  @Test
  void nobodyIsHeldUpForLong() throws InterruptedException {
    Gathering<Integer> gathering = new Gathering<>(onTheirWay::get, Duration.ofMillis(1));
    gathering.add(1);
    assertEquals(List.of(1), gathering.take(LONG.toNanos()));
  }

  @Test
  void tooManyAreTakenInTurn() throws InterruptedException {
    Gathering<Integer> gathering = new Gathering<>(onTheirWay::get, Duration.ZERO);
    add(gathering, 1, 150);
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      List<Integer> taken = gathering.take(0);
      assertTrue(taken.size() <= 64, taken::toString);
      all.addAll(taken);
    }
    assertEquals(IntStream.rangeClosed(1, 150).boxed().toList(), all);
  }

  @Test
  void nothingComesInTime() throws InterruptedException {
    Gathering<Integer> gathering = new Gathering<>(onTheirWay::get, LONG);
    assertEquals(List.of(), gathering.take(1));
    assertFalse(gathering.isAtEnd());
  }

  @Test
  void whatIsThereAtTheEndIsTaken() {
    Gathering<Integer> gathering = new Gathering<>(onTheirWay::get, LONG);
    CompletableFuture<List<Integer>> taken = taking(gathering);
    gathering.add(1);
    gathering.end();
    assertEquals(List.of(1), taken.join());
    assertTrue(gathering.isAtEnd());
  }

  @Test
  void itIsNotAtItsEndBeforeAllAreTaken() throws InterruptedException {
    Gathering<Integer> gathering = new Gathering<>(onTheirWay::get, LONG);
    gathering.add(1);
    gathering.end();
    assertFalse(gathering.isAtEnd());
    assertEquals(List.of(1), gathering.take(LONG.toNanos()));
    assertTrue(gathering.isAtEnd());
  }

  private static CompletableFuture<List<Integer>> taking(Gathering<Integer> gathering) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return gathering.take(LONG.toNanos());
      } catch (InterruptedException e) {
        throw new CompletionException(e);
      }
    });
  }

  private static void add(Gathering<Integer> gathering, int first, int last) {
    IntStream.rangeClosed(first, last).forEach(gathering::add);
  }
}
