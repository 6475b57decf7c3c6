package bench;

import java.io.IOException;
import java.util.List;

/**
 * A program as it is called in a case.
 *
 * @param preparation what is made ready in its fresh folder, not timed
 * @param check of the result, not timed
 */
record Contender(String name, Preparation preparation, Command command, Check check) {

  /** Makes a run ready. */
  interface Preparation {
    void prepare(Run run) throws IOException;
  }

  /** The command line of a run. */
  interface Command {
    List<String> of(Run run);
  }

  Contender(String name, Command command, Check check) {
    this(name, run -> {}, command, check);
  }

  Contender preparedBy(Preparation other) {
    return new Contender(name, other, command, check);
  }

  /** Whether it is something else than fsl. */
  boolean isPeer() {
    return !name.startsWith(Fsl.NAME);
  }
}
