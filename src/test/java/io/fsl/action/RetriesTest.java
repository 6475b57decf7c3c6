package io.fsl.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.fsl.config.Retry;
import io.fsl.sftp.ConnectionLostException;
import io.fsl.sftp.RemoteException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is tried again, how often, and when not any more. */
class RetriesTest {
  private int tried;

  /** What goes wrong, after how many attempts all is well, whether fsl stops, attempts made. */
  static Stream<Arguments> faults() {
    IOException lost = new ConnectionLostException("lost");
    IOException answer = new RemoteException(4, "failure");
    return Stream.of(
        arguments(lost, 0, false, 1),
        arguments(lost, 1, false, 2),
        arguments(lost, 2, false, 3),
        arguments(lost, 3, false, 3),
        arguments(lost, 1, true, 1),
        arguments(answer, 1, false, 1));
  }

  private static Retries retries(boolean stopping) {
    Retries retries = new Retries(new Retry(2, Duration.ofMillis(1)));
    if (stopping) {
      retries.stop();
    }
    return retries;
  }

  @ParameterizedTest(name = "{0}, {1} times, stopping {2}")
  @MethodSource("faults")
  void aFutureIsTriedAgain(IOException fault, int times, boolean stopping, int attempts) {
    CompletableFuture<String> result =
        retries(stopping)
            .of(
                () -> "test",
                () ->
                    tried++ < times
                        ? CompletableFuture.failedFuture(fault)
                        : CompletableFuture.completedFuture("done"));
    if (attempts > times) {
      assertEquals("done", result.join());
    } else {
      CompletionException e = assertThrows(CompletionException.class, result::join);
      assertEquals(fault, e.getCause());
    }
    assertEquals(attempts, tried);
  }

  @ParameterizedTest(name = "{0}, {1} times, stopping {2}")
  @MethodSource("faults")
  void whatBlocksIsTriedAgain(IOException fault, int times, boolean stopping, int attempts)
      throws IOException {
    Retries.Attempt attempt =
        () -> {
          if (tried++ < times) {
            throw fault;
          }
        };
    if (attempts > times) {
      retries(stopping).blocking(() -> "test", attempt);
    } else {
      assertEquals(
          fault,
          assertThrows(IOException.class, () -> retries(stopping).blocking(() -> "test", attempt)));
    }
    assertEquals(attempts, tried);
  }

  /** With two attempts after the first. */
  @ParameterizedTest
  @CsvSource({"1048576, 20", "300000, 3"})
  void anAttemptThatBroughtALotDoesNotCount(long bytesEach, int attempts) {
    long[] done = {5};
    CompletableFuture<String> result =
        retries(false)
            .of(
                () -> "test",
                () -> {
                  done[0] += bytesEach;
                  return ++tried < 20
                      ? CompletableFuture.failedFuture(new ConnectionLostException("lost"))
                      : CompletableFuture.completedFuture("done");
                },
                () -> done[0]);
    assertEquals(attempts == 20, result.handle((_, failure) -> failure == null).join());
    assertEquals(attempts, tried);
  }

  @Test
  void thePauseEndsWhenFslStops() throws Exception {
    Retries retries = new Retries(new Retry(1, Duration.ofHours(1)));
    IOException fault = new ConnectionLostException("lost");
    CompletableFuture<String> failed =
        retries.of(
            () -> "test",
            () -> {
              tried++;
              return CompletableFuture.failedFuture(fault);
            });
    retries.stop();
    ExecutionException e =
        assertThrows(ExecutionException.class, () -> failed.get(20, TimeUnit.SECONDS));
    assertEquals(fault, e.getCause());
    assertEquals(1, tried);
  }

  @Test
  void thereIsAPauseBeforeTheNextAttempt() {
    Retries retries = new Retries(new Retry(1, Duration.ofMillis(200)));
    long start = System.nanoTime();
    IOException fault = new ConnectionLostException("lost");
    CompletableFuture<String> failed =
        retries.of(() -> "test", () -> CompletableFuture.failedFuture(fault));
    assertInstanceOf(
        ConnectionLostException.class,
        assertThrows(CompletionException.class, failed::join).getCause());
    assertEquals(true, System.nanoTime() - start >= Duration.ofMillis(100).toNanos());
  }
}
