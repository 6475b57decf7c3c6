package io.fsl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.action.Trouble;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitTest {
  @Test
  void theGraverStatusWins() {
    List<Integer> byGravity =
        Arrays.stream(Exit.values()).filter(each -> each != Exit.USAGE).map(Exit::status).toList();
    assertEquals(List.of(0, 1, 2, 75, 69, 74, 73, 77, 78, 70, 130, 143), byGravity);
    assertEquals(Exit.ACCESS, Exit.worst(Exit.ACCESS, Exit.UNREACHABLE));
    assertEquals(Exit.ACCESS, Exit.worst(Exit.FILES, Exit.ACCESS));
  }

  @ParameterizedTest
  @CsvSource({
    "FILE, 2",
    "SPACE, 2",
    "LEDGER, 2",
    "UNREACHABLE, 69",
    "INPUT_OUTPUT, 74",
    "CANNOT_CREATE, 73",
    "ACCESS, 77",
    "INTERNAL, 70"
  })
  void everyTroubleHasAStatus(Trouble trouble, int status) {
    assertEquals(status, Exit.of(trouble).status());
  }

  @Test
  void ofSeveralTroublesTheGravestCounts() {
    assertEquals(Exit.OK, Exit.of(Set.of()));
    assertEquals(Exit.INPUT_OUTPUT, Exit.of(Set.of(Trouble.FILE, Trouble.INPUT_OUTPUT)));
    assertEquals(Exit.INTERNAL, Exit.of(EnumSet.allOf(Trouble.class)));
  }

  @Test
  void helpListsThemAll() {
    String help = Fsl.commandLine().getUsageMessage();
    for (Exit each : Exit.values()) {
      assertTrue(
          help.lines().anyMatch(line -> line.matches(" +" + each.status() + " +" + each.meaning())),
          each + ": " + help);
    }
  }
}
