package io.fsl.action;

import static io.fsl.action.FetchSetup.MTIME;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fsl.config.AfterFetch;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A folder on the server, {@code /out}, whose files are kept, deleted or moved. */
abstract class AfterFetchCase extends FetchCase {
  static final AfterFetch KEEP = new AfterFetch.Keep();
  static final AfterFetch DELETE = new AfterFetch.Delete();
  static final AfterFetch MOVE = new AfterFetch.Move("done");

  /** What deals with the files of one loop. */
  FinishRemote loop(AfterFetch after, @Nullable String doneFile) {
    return new FinishRemote(
        setup.remote,
        setup.source(after, doneFile),
        new DoneMarkers(doneFile),
        setup.known,
        Duration.ofMillis(1));
  }

  /** Deals with one file, in a loop of its own. */
  void finish(AfterFetch after, RemoteFile file) {
    loop(after, null).finish(file).join();
  }

  Throwable failure(AfterFetch after, RemoteFile file) {
    return Outcomes.cause(assertThrows(CompletionException.class, () -> finish(after, file)));
  }

  boolean has(String name) {
    return setup.files.has("/out/" + name);
  }

  long size(String name) {
    return setup.files.stat(FetchSetup.path("/out/" + name)).join().size();
  }

  /** Another version takes the name. */
  void newer(String name) {
    setup.files.put("/out/" + name, new byte[99], MTIME + 1);
  }

  static String aside(RemoteFile file) {
    return ".fsl-removing-" + file.partName();
  }

  /** {@link #DELETE} or {@link #MOVE}, as tables name them. */
  static AfterFetch step(String after) {
    return after.equals("delete") ? DELETE : MOVE;
  }
}
