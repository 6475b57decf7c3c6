package io.fsl.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.fsl.action.CopyItem;
import io.fsl.action.CopyLedger;
import io.fsl.action.DeliverFiles;
import io.fsl.action.Delivery;
import io.fsl.action.DoneMarkers;
import io.fsl.action.FileWriter;
import io.fsl.action.Ledger;
import io.fsl.action.LocalFile;
import io.fsl.action.RemoveIncoming;
import io.fsl.action.WorkFolder;
import io.fsl.config.CopySource;
import io.fsl.config.Destination;
import io.fsl.config.OnConflict;
import io.fsl.config.ReadinessRules;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a file in incoming when its destinations are done with it. */
class FinishCopiedTest extends CopyCase {
  private final FileWriter writer = new FileWriter(true);
  private final Ledger ledger = Ledger.inMemory();
  private final CopyLedger entries = new CopyLedger(ledger, "source");

  @BeforeEach
  void destinations() {
    setup.to("a", OnConflict.KEEP_BOTH).to("b", OnConflict.KEEP_BOTH);
  }

  @AfterEach
  void close() throws IOException {
    ledger.close();
    writer.close();
  }

  /**
   * One destination had no room when the file was listed first, and got it by a task of its own.
   */
  @ParameterizedTest
  @CsvSource({"true, ", "true, {name}.done", "true, {stem}.done", "false, "})
  void fileOfTwoTasksThatEndAtOnceIsConcludedOnce(boolean delete, @Nullable String doneFile)
      throws IOException {
    setup.delete = delete;
    setup.readiness = new ReadinessRules(Duration.ZERO, Duration.ZERO, doneFile);
    setup.write("x.csv", "hello");
    Tally tally = new Tally(setup, () -> false);
    FinishCopied finish = finish(tally);
    finish.open();
    CopyTask one = begun(finish);
    CopyTask other = begun(finish);
    deliver(one, setup.destinations.getFirst(), tally);
    deliver(other, setup.destinations.getLast(), tally);
    finish.finish(List.of(one));
    finish.finish(List.of(other));
    assertEquals(new Report(1, 0, 0, 10, Set.of()), tally.report(), setup.outcomes::toString);
    assertEquals(delete ? Set.of() : Set.of("x.csv"), setup.files("incoming"));
    for (String folder : List.of("a", "b")) {
      assertEquals(Set.of("x.csv"), setup.files(folder));
    }
  }

  private FinishCopied finish(Tally tally) {
    CopySource source = setup.config().sources().getFirst();
    WorkFolder work = new WorkFolder(source.incoming(), ledger, source.name(), writer);
    RemoveIncoming remove = new RemoveIncoming(source.incoming(), work, writer);
    DoneMarkers markers = new DoneMarkers(source.readiness().doneFile());
    return new FinishCopied(
        source,
        entries,
        new CopyCandidates(source, entries, ledger, markers, () -> setup.now),
        writer,
        remove,
        new RemoveMarkers(
            markers, remove, source.incoming(), (path, e) -> Assertions.fail(path.toString(), e)),
        tally);
  }

  private CopyTask begun(FinishCopied finish) throws IOException {
    Path path = setup.incoming.resolve("x.csv");
    LocalFile.Found found = LocalFile.look(path, Path.of("x.csv"));
    LocalFile file = assertInstanceOf(LocalFile.Found.File.class, found).file();
    CopyResources resources = CopyResources.of(setup.config());
    CopyTask task = new CopyTask(new CopyItem(file, resources.reader(), 1), null, 1);
    finish.begin(task);
    return task;
  }

  private void deliver(CopyTask task, Destination destination, Tally tally) throws IOException {
    CopyResources resources = CopyResources.of(setup.config());
    try (DeliverFiles deliver =
        new DeliverFiles(
            "source",
            destination,
            ledger,
            entries,
            new FileWriter(true),
            resources.rooms(),
            tally)) {
      deliver.open();
      Delivery delivery = deliver.deliver(List.of(task.item())).getFirst();
      assertInstanceOf(Delivery.Delivered.class, delivery);
      assertEquals(true, task.delivered(destination.name(), delivery));
    }
  }
}
