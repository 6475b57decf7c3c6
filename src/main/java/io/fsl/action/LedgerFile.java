package io.fsl.action;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.fsl.action.NewestCommit.Commit;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A ledger's file {@code <name>.mv}, and {@code <name>.id} beside it: with the id known, the
 * working folders of a ledger that was damaged or deleted are found again. {@link NewestCommit}
 * tells whether it has all that it had.
 */
final class LedgerFile {
  private static final Logger LOG = Logger.getLogger("io.fsl.ledger");
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
  private static final Pattern ID = Pattern.compile("[0-9a-f]{16}");
  private static final int ATTEMPTS = 40;
  private static final long ATTEMPT_NANOS = 50_000_000;

  private final Path folder;
  private final Path store;
  private final Path id;
  private final NewestCommit newest;

  LedgerFile(Path folder, String name) {
    this.folder = folder;
    store = folder.resolve(name + ".mv");
    id = folder.resolve(name + ".id");
    newest = new NewestCommit(folder.resolve(name + ".commit"));
  }

  /**
   * Opens the file; begins a new one if there is none or it is damaged. A file that is back at an
   * earlier commit is used as it is.
   */
  LedgerStore open() throws IOException {
    @Nullable String known = readId();
    @Nullable LedgerStore opened = openUnlessDamaged(known);
    if (opened == null) {
      setAside();
      opened = begin(known, true);
    } else if (!opened.isNamed()) {
      opened.closeImmediately();
      opened = begin(known, known != null);
    } else {
      orClose(opened, this::goOnIfBack);
    }
    orClose(opened, its -> writeIdUnless(known, its.id()));
    return opened;
  }

  /** What is done with a store that was just opened. */
  private interface Step {
    void accept(LedgerStore opened) throws IOException;
  }

  /** Where it fails, the store is closed: left open, it would be in the way of the next attempt. */
  private void orClose(LedgerStore opened, Step step) throws IOException {
    try {
      step.accept(opened);
    } catch (IOException | Error e) {
      opened.closeImmediately();
      throw e;
    } catch (RuntimeException e) {
      opened.closeImmediately();
      throw LedgerFailure.translate(store.toString(), e);
    }
  }

  /**
   * Opens the store; null if it is damaged, also if it is older than the ledger knows: MVStore
   * takes a file that was cut back to its header for an empty one.
   */
  private @Nullable LedgerStore openUnlessDamaged(@Nullable String known) throws IOException {
    boolean present = Files.exists(store) && Files.size(store) > 0;
    try {
      LedgerStore opened = openPatiently(present ? newestVersion() : 0);
      if (isNamed(opened) || !present || known == null) {
        return opened;
      }
      opened.closeImmediately();
      return null;
    } catch (LedgerDamagedException _) {
      return null;
    }
  }

  private long newestVersion() {
    return newest.read().map(Commit::version).orElse(0L);
  }

  private boolean isNamed(LedgerStore opened) throws IOException {
    try {
      return opened.isNamed();
    } catch (RuntimeException e) {
      opened.closeImmediately();
      throw LedgerFailure.translate(store.toString(), e);
    }
  }

  /** Opens the store, and tries again for a while if a dry run has it open for a moment. */
  private LedgerStore openPatiently(long expected) throws IOException {
    if (Files.exists(store) && !Files.isWritable(store)) {
      throw new AccessDeniedException(store.toString());
    }
    for (int attempt = 1; ; attempt++) {
      try {
        return LedgerStore.open(store, false, expected);
      } catch (LedgerBusyException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
        LockSupport.parkNanos(ATTEMPT_NANOS);
      }
    }
  }

  /** The id is in the file before it is beside it: a crash between looks like a first run. */
  private LedgerStore begin(@Nullable String known, boolean rebuilt) throws IOException {
    LedgerStore begun = openPatiently(0);
    orClose(
        begun,
        opened -> {
          String name = known == null ? newId() : known;
          opened.name(name, nextGeneration(name), rebuilt);
          opened.commit(true);
          FileWriter.forceFolder(folder);
          noteSynced(opened);
        });
    return begun;
  }

  private void goOnIfBack(LedgerStore opened) {
    if (newest.read().filter(opened.opened()::isBefore).isPresent()) {
      LOG.log(Level.WARNING, "{0}: is back at an earlier commit than it had", store);
      opened.goOn(nextGeneration(opened.id()));
      opened.commit(true);
      noteSynced(opened);
    }
  }

  private long nextGeneration(String name) {
    return newest
        .read()
        .filter(commit -> commit.id().equals(name))
        .map(commit -> commit.generation() + 1)
        .orElse(0L);
  }

  /** Everything up to its newest commit is on the disk. */
  void noteSynced(LedgerStore opened) {
    newest.write(opened.synced());
  }

  void setAside() throws IOException {
    String name = store.getFileName() + ".damaged-" + TIMESTAMP.format(Instant.now());
    Path aside = store.resolveSibling(name);
    for (int n = 2; Files.exists(aside); n++) {
      aside = store.resolveSibling(name + "-" + n);
    }
    Files.move(store, aside);
  }

  /** Closes the file, and writes it anew where most of it is waste. */
  void close(LedgerStore opened) throws IOException {
    Path fresh = folder.resolve(store.getFileName() + ".new");
    boolean rewritten = opened.isWasteful() && rewrite(opened, fresh);
    opened.close();
    if (rewritten) {
      Files.move(fresh, store, StandardCopyOption.ATOMIC_MOVE);
      FileWriter.forceFolder(folder);
    }
  }

  /**
   * Writes the store's contents to a fresh file; false, and nothing is changed, if there is no room
   * for it.
   */
  private static boolean rewrite(LedgerStore opened, Path fresh) {
    try {
      Files.deleteIfExists(fresh);
      LedgerStore copy = LedgerStore.open(fresh, false, 0);
      try {
        opened.continueIn(copy);
        return true;
      } catch (RuntimeException _) {
        copy.closeImmediately();
        Files.deleteIfExists(fresh);
        return false;
      }
    } catch (IOException _) {
      return false;
    }
  }

  /** What the file holds, as far as it can be read now; empty when it cannot. */
  LedgerStore peek() throws IOException {
    if (!Files.exists(store) || Files.size(store) == 0) {
      return LedgerStore.inMemory();
    }
    try {
      LedgerStore opened = LedgerStore.open(store, true, 0);
      try {
        return opened.copy();
      } finally {
        opened.closeImmediately();
      }
    } catch (LedgerDamagedException | LedgerBusyException e) {
      LOG.log(
          Level.WARNING,
          "{0}; what was done before is told as if it were still to be done",
          e.getMessage());
      return LedgerStore.inMemory();
    }
  }

  private @Nullable String readId() throws IOException {
    if (!Files.exists(id)) {
      return null;
    }
    String text = new String(Files.readAllBytes(id), US_ASCII).strip();
    return ID.matcher(text).matches() ? text : null;
  }

  private void writeIdUnless(@Nullable String known, String text) throws IOException {
    if (text.equals(known)) {
      return;
    }
    Path temp = id.resolveSibling(id.getFileName() + ".new");
    Files.deleteIfExists(temp);
    new FileWriter(true).write((text + "\n").getBytes(US_ASCII), temp, id);
  }

  private static String newId() {
    byte[] random = new byte[8];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  @Override
  public String toString() {
    return store.toString();
  }
}
