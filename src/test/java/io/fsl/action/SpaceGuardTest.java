package io.fsl.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.config.ByteSize;
import io.fsl.config.FreeSpaceBound;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When no further file is started for want of room. */
class SpaceGuardTest {
  private static final long GIBIBYTE = 1L << 30;

  @TempDir Path folder;

  private SpaceGuard guard(long minimum) {
    return new SpaceGuard(List.of(new FreeSpaceBound(folder, new ByteSize(minimum))));
  }

  private long available() throws IOException {
    return new FreeSpace().measure(folder).available();
  }

  @Test
  void whatIsStillToComeCountsAsGone() throws IOException {
    SpaceGuard guard = guard(available() / 2);
    assertEquals(Optional.empty(), guard.obstacle());
    long most = available();
    guard.expect(2 * most);
    assertTrue(guard.obstacle().orElseThrow().startsWith(folder + " has 0 MiB free, "));
    guard.expect(-2 * most);
    assertEquals(Optional.empty(), guard.obstacle());
  }

  @Test
  void theUserIsToldHowMuchThereIsAndMustBe() throws IOException {
    long most = available();
    String reason = guard(most + GIBIBYTE).obstacle().orElseThrow();
    assertTrue(reason.endsWith(" MiB free, " + (most + GIBIBYTE >> 20) + " MiB must be"), reason);
    assertTrue(reason.startsWith(folder + " has "), reason);
  }

  @Test
  void anyBoundThatIsBrokenCounts() throws IOException {
    List<FreeSpaceBound> bounds =
        List.of(
            new FreeSpaceBound(folder, new ByteSize(0)),
            new FreeSpaceBound(folder, new ByteSize(Long.MAX_VALUE)));
    assertTrue(new SpaceGuard(bounds).obstacle().isPresent());
    assertFalse(new SpaceGuard(List.of()).obstacle().isPresent());
  }
}
