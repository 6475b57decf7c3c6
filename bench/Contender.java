package bench;

import java.io.IOException;
import java.util.List;

/**
 * A program as it is called in a case.
 *
 * @param turns it takes part in every round, or in every second …: some are slow
 * @param preparation what is made ready in its fresh folder, not timed
 * @param check of the result, not timed
 */
record Contender(String name, int turns, Preparation preparation, Command command, Check check) {

  /** Makes a run ready. */
  interface Preparation {
    void prepare(Run run) throws IOException;
  }

  /** The command line of a run. */
  interface Command {
    List<String> of(Run run);
  }

  Contender(String name, Command command, Check check) {
    this(name, 1, run -> {}, command, check);
  }

  /** The same, less often. */
  Contender everySecondRound() {
    return new Contender(name, 2, preparation, command, check);
  }

  Contender preparedBy(Preparation other) {
    return new Contender(name, turns, other, command, check);
  }

  /** Whether it is something else than fsl. */
  boolean isPeer() {
    return !name.startsWith(Fsl.NAME);
  }

  boolean takesPart(int round) {
    return round % turns == 0;
  }
}
