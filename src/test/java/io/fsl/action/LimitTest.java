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
    assertWaits(limit::enter, () -> limit.leave(1), "two are in flight");
  }

  @Test
  void whatEntersALimitForSomeEntersTheWhole() throws InterruptedException {
    Limit whole = new Limit(2);
    Limit one = whole.forSome(1);
    Limit other = whole.forSome(5);
    one.enter();
    assertWaits(one::enter, () -> one.leave(1), "its own limit");
    other.enter();
    assertWaits(other::enter, () -> one.leave(1), "the limit of all");
  }

  private static void assertWaits(Runnable entering, Runnable leaving, String limit)
      throws InterruptedException {
    Thread next = Thread.ofPlatform().daemon().start(entering);
    Await.until(limit, () -> next.getState() == Thread.State.WAITING);
    leaving.run();
    assertTrue(next.join(Duration.ofSeconds(20)), limit);
  }
}
