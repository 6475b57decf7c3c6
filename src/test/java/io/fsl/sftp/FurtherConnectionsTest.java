package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When a server is asked for a further connection again. */
class FurtherConnectionsTest {
  private static final long SECONDS = 20;
  private static final long SLOW = 20_000_000;
  private static final SessionSpan USELESS =
      new SessionSpan(Duration.ZERO, 1000, Duration.ofMillis(10));
  private static final SessionSpan USEFUL =
      new SessionSpan(Duration.ZERO, 1 << 30, Duration.ofSeconds(10));

  /** Near its overflow, as the machine's may be. */
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1000);

  private final Semaphore tried = new Semaphore(0);
  private final Semaphore answers = new Semaphore(0);
  private volatile @Nullable IOException refusal;

  private final FurtherConnections further = further(Duration.ofSeconds(1));

  private FurtherConnections further(Duration delay) {
    return new FurtherConnections(4, delay, this::connect, tried::release, clock::get);
  }

  private void connect() throws IOException {
    answers.acquireUninterruptibly();
    IOException e = refusal;
    if (e != null) {
      throw e;
    }
  }

  private void make(FurtherConnections of, int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      of.make();
    }
    answers.release(count);
    assertTrue(tried.tryAcquire(count, SECONDS, TimeUnit.SECONDS));
  }

  private void refused(int count) throws InterruptedException {
    refusal = new UnreachableException("too many");
    make(further, count);
  }

  private boolean mayBeMade() {
    return !further.worthAnother(SLOW, 1).equals(Backlog.NEVER);
  }

  private void after(long millis) {
    clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  /** With jitter: from the half of it on. */
  private void assertHeldOff(long millis) {
    after(millis / 2 - 1);
    assertEquals(false, mayBeMade(), "before " + millis / 2);
    after(millis / 2 + 2);
    assertTrue(mayBeMade(), "after " + millis);
  }

  @Test
  void aServerThatRefusesIsAskedEverLessOften() throws Exception {
    assertTrue(mayBeMade());
    for (long millis = 1000; millis < 60_000; millis *= 2) {
      refused(1);
      assertHeldOff(millis);
    }
    refused(1);
    assertHeldOff(60_000);
    refused(1);
    assertHeldOff(60_000);
  }

  @Test
  void severalThatAreRefusedTogetherCountOnce() throws Exception {
    refused(3);
    assertHeldOff(1000);
    refused(1);
    assertHeldOff(2000);
  }

  /** It may let more in than it bears. */
  @Test
  void aConnectionThatIsEndedAtOnceWasNoSuccess() throws Exception {
    for (long millis : new long[] {1000, 2000, 4000}) {
      refusal = null;
      make(further, 1);
      assertTrue(mayBeMade());
      further.lost(USELESS);
      assertHeldOff(millis);
    }
  }

  @Test
  void oneThatWasOfUseLetsItBeginAnew() throws Exception {
    refused(1);
    after(1000);
    refused(1);
    after(2000);
    refusal = null;
    make(further, 1);
    further.lost(USEFUL);
    assertTrue(mayBeMade());
    refused(1);
    assertHeldOff(1000);
  }

  /** Each try might be one too many for the account. */
  @Test
  void aLoginThatIsDeniedIsNotTriedAgain() throws Exception {
    refusal = new AuthenticationException("no");
    make(further, 1);
    after(TimeUnit.DAYS.toMillis(1));
    assertEquals(false, mayBeMade());
  }

  @Test
  void withoutADelayThereIsAPauseAllTheSame() throws Exception {
    FurtherConnections hasty = further(Duration.ZERO);
    refusal = new UnreachableException("too many");
    make(hasty, 1);
    after(49);
    assertEquals(Backlog.NEVER, hasty.worthAnother(SLOW, 1));
    after(52);
    assertNotEquals(Backlog.NEVER, hasty.worthAnother(SLOW, 1));
  }
}
