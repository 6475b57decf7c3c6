package io.fsl.action;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.testing.Await;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How many files are in flight at once. */
class LimitTest {
  @Test
  void whoIsOneTooManyWaitsUntilAnotherIsDone() throws InterruptedException {
    Limit limit = new Limit(2);
    limit.enter();
    limit.enter();
    Thread third = Thread.ofPlatform().daemon().start(limit::enter);
    Await.until("it waits", () -> third.getState() == Thread.State.WAITING);
    limit.leave(1);
    assertTrue(third.join(Duration.ofSeconds(20)));
  }
}
