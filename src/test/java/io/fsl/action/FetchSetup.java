package io.fsl.action;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fsl.action.FetchLedger.Transfer;
import io.fsl.config.AfterFetch;
import io.fsl.config.FetchSource;
import io.fsl.config.OnChange;
import io.fsl.config.Order;
import io.fsl.config.ReadinessRules;
import io.fsl.config.Retry;
import io.fsl.config.Selection;
import io.fsl.sftp.RemotePath;
import io.fsl.testing.FakeRemote;
import io.fsl.testing.Feeds;
import io.fsl.testing.ScriptedRemote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A source {@code feeds} with the folder {@code /out} on a server in memory, and its ledger. */
final class FetchSetup implements AutoCloseable {
  static final long MTIME = 1_000_000_000;

  /** When files are published. */
  static final Instant NOW = Instant.ofEpochSecond(MTIME + 5);

  final FakeRemote files = new FakeRemote();
  final ScriptedRemote remote = new ScriptedRemote(files);
  final Ledger ledger;
  final FetchLedger known;
  final FileWriter writer;
  final PlaceFile.Claims claims = new PlaceFile.Claims();
  final List<Outcome> outcomes = new ArrayList<>();
  final Path incoming;
  final Path archive;

  FetchSetup(Path home) throws IOException {
    this(home, Ledger.inMemory(), false);
  }

  /** With a ledger, and a disk, that may fail. */
  FetchSetup(Path home, Ledger ledger, boolean durable) throws IOException {
    this.ledger = ledger;
    this.writer = new FileWriter(durable);
    this.known = new FetchLedger(ledger, "feeds");
    incoming = Files.createDirectory(home.resolve("in"));
    archive = Files.createDirectory(home.resolve("archive"));
    files.putFolder("/out");
  }

  FetchSource source(
      String globs, boolean recursive, Order order, @Nullable String doneFile, AfterFetch after) {
    Selection files = new Selection(List.of(globs.split(" ")));
    ReadinessRules readiness = new ReadinessRules(Duration.ZERO, Duration.ZERO, doneFile);
    return Feeds.source(incoming, archive, files, recursive, readiness, order, after);
  }

  FetchSource source(AfterFetch after, @Nullable String doneFile) {
    return source("*", true, Order.NONE, doneFile, after);
  }

  /** Puts a file on the server, which is listed as it is. */
  RemoteFile put(String name, String text) {
    files.put("/out/" + name, text.getBytes(UTF_8), MTIME);
    return listed(name, text.length());
  }

  static RemoteFile listed(String name, long size) {
    return new RemoteFile("feeds", path("/out/" + name), Path.of(name), size, MTIME);
  }

  static RemotePath path(String text) {
    return RemotePath.of(text, UTF_8);
  }

  WorkFolder work() throws IOException {
    WorkFolder folder = new WorkFolder(incoming, ledger, "feeds", writer);
    folder.create();
    return folder;
  }

  ArchiveFile archiveFile() throws IOException {
    WorkFolder folder = new WorkFolder(archive, ledger, "feeds/archive", writer);
    folder.create();
    return new ArchiveFile(archive, folder, writer, claims);
  }

  PlaceFile places(OnChange onChange) {
    return new PlaceFile(incoming, onChange, known, claims);
  }

  PublishFiles publishFiles(
      @Nullable ArchiveFile copies, OnChange onChange, boolean keeps, Consumer<Outcome> told) {
    return new PublishFiles(
        incoming, copies, writer, known, places(onChange), keeps, () -> NOW, told);
  }

  /** All transfers that are under way, by name. */
  List<Transfer> transfers() {
    return transfers(known);
  }

  static List<Transfer> transfers(FetchLedger known) {
    return Stream.of(Phase.values())
        .flatMap(phase -> known.transfers(phase).stream())
        .sorted(Comparator.comparing(transfer -> transfer.file().name()))
        .toList();
  }

  Retries retries(int attempts) {
    return new Retries(new Retry(attempts, Duration.ofMillis(2)));
  }

  /** A file of the listed mtime. */
  static Path stamped(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return Files.setLastModifiedTime(file, FileTime.fromMillis(MTIME * 1000));
  }

  /** {@code name=text} of all files below a folder, but those in working folders. */
  static String tree(Path folder) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        Path name = folder.relativize(file);
        if (!name.startsWith(WorkFolder.NAME)) {
          texts.put(name.toString(), Files.readString(file));
        }
      }
    }
    return String.join(" ", texts.entrySet().stream().map(Object::toString).toList());
  }

  /** Names of the parts and temps in the working folders. */
  static List<String> leftovers(Path folder) throws IOException {
    Path work = folder.resolve(WorkFolder.NAME);
    if (Files.notExists(work)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(work)) {
      return all.filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals("marker"))
          .toList();
    }
  }

  @Override
  public void close() throws IOException {
    files.close();
    ledger.close();
    writer.close();
  }
}
