package bench;

import static bench.Bound.cpu;
import static bench.Bound.mebibytes;
import static bench.Bound.time;
import static bench.Peers.CP;
import static bench.Peers.DU;
import static bench.Peers.LFTP;
import static bench.Peers.RCLONE;
import static bench.Peers.RSYNC;
import static bench.Peers.SFTP;
import static bench.Tree.GIB;
import static bench.Tree.KIB;
import static bench.Tree.MIB;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** All that is measured, and what is asked of the program. */
final class Cases {
  private static final Tree BIG = Tree.file(GIB);
  private static final Tree MEDIUM = Tree.files(1_000, MIB);
  private static final Tree SMALL = Tree.files(10_000, 4 * KIB);
  private static final Bound FEW = mebibytes(40);

  private static final String[] FOLDERS = {"one", "two", "three"};

  private static final Tree[] SIZES =
      LongStream.of(MIB, 16 * MIB, 256 * MIB, GIB, 4 * GIB)
          .mapToObj(Tree::file)
          .toArray(Tree[]::new);
  private static final Tree[] SOURCES =
      IntStream.of(1, 2, 4, 8, 16, 32, 64)
          .mapToObj(sources -> Tree.folders(sources, 100, 4 * KIB))
          .toArray(Tree[]::new);

  private final Fsl fsl;
  private final Fsl durable;

  private Cases(Path binary) {
    fsl = new Fsl(binary, false);
    durable = new Fsl(binary, true);
  }

  static List<Case> all(Path binary) {
    Cases cases = new Cases(binary);
    return Stream.of(
            cases.fetch(),
            cases.latency(),
            cases.local(),
            cases.many(),
            cases.disk(),
            cases.growth())
        .flatMap(List::stream)
        .toList();
  }

  private List<Case> fetch() {
    return List.of(
        archiving("fetch-big", "one file of 1 GiB is fetched", BIG)
            .by(Peers.sftp(), Peers.lftpInParts(8), Peers.rclone(), Peers.rsync())
            .bound(time(0.85, SFTP), time(0.6, RCLONE), cpu(0.9, SFTP), FEW),
        fetching("fetch-small", "10,000 files of 4 KiB are fetched", SMALL)
            .by(Peers.sftp(), Peers.lftp(8), Peers.rclone(), Peers.rsync())
            .bound(time(0.12, SFTP, LFTP, RCLONE), time(0.9, RSYNC), FEW),
        archiving("fetch-small-archive", "10,000 files of 4 KiB are fetched", SMALL)
            .by(Peers.sftp(), Peers.lftp(8), Peers.rclone())
            .bound(time(0.2, SFTP, LFTP, RCLONE), FEW),
        archiving("fetch-medium", "1,000 files of 1 MiB are fetched", MEDIUM)
            .by(Peers.sftp(), Peers.lftp(8), Peers.rclone(), Peers.rsync())
            .bound(time(0.5, SFTP), time(0.95, RSYNC), FEW));
  }

  /** sftp is left out where it would take a quarter of an hour. */
  private List<Case> latency() {
    return List.of(
        archiving("fetch-small-20ms", "10,000 files of 4 KiB, 20 ms away", SMALL)
            .over(20)
            .by(Peers.lftp(32), Peers.rclone(), Peers.rsync())
            .bound(time(0.02, RCLONE), time(0.06, LFTP), time(1, RSYNC), FEW),
        archiving("fetch-big-20ms", "one file of 1 GiB, 20 ms away", BIG)
            .over(20)
            .by(Peers.sftp(), Peers.lftpInParts(8), Peers.rclone(), Peers.rsync())
            .bound(time(0.7, RCLONE), time(0.36, SFTP), time(0.56, LFTP), FEW),
        archiving("fetch-big-50ms", "one file of 1 GiB, 50 ms away", BIG)
            .over(50)
            .by(Peers.sftp())
            .bound(time(0.3, SFTP), FEW));
  }

  private List<Case> local() {
    return List.of(
        copying("copy-small", "10,000 files of 4 KiB are copied to three folders", SMALL)
            .bound(time(0.55, CP), time(0.25, RSYNC)),
        copying("copy-big", "one file of 1 GiB is copied to three folders", BIG)
            .bound(time(0.85, CP)),
        new Case("du", "200,000 files are measured", Tree.folders(200, 1_000, 4 * KIB))
            .copies(1)
            .by(fsl.du(), Peers.du())
            .bound(time(1.1, DU)));
  }

  private List<Case> many() {
    return List.of(
        fetching("nothing-new", "nothing is new among 100,000 files", Tree.files(100_000, 0))
            .repeated()
            .copies(4)
            .by(Peers.rclone())
            .bound(time(0.2, RCLONE), FEW),
        new Case(
                "fetch-million",
                "1,000,000 empty files in one folder are fetched",
                Tree.files(1_000_000, 0))
            .atMost(3)
            .by(fsl.fetch())
            .bound(mebibytes(64)));
  }

  private List<Case> disk() {
    return List.of(
        fetching("disk-small", "10,000 files of 4 KiB are fetched to a disk", SMALL).onDisk(),
        fetching("disk-big", "one file of 1 GiB is fetched to a disk", BIG).onDisk());
  }

  /** How the cost grows. */
  private List<Case> growth() {
    return List.of(
        growing("growth-files", "fetching n files of 4 KiB", files(4 * KIB)),
        growing("growth-empty", "fetching n empty files", files(0)),
        growing("growth-bytes", "fetching one file of n bytes", SIZES),
        new Case("growth-sources", "fetching from n sources with 100 files of 4 KiB each", SOURCES)
            .by(fsl.fetchFolders()),
        growing("growth-ledger", "finding nothing new among n files", files(0)).repeated());
  }

  private static Tree[] files(long bytes) {
    return IntStream.of(1_000, 10_000, 100_000, 1_000_000)
        .mapToObj(files -> Tree.files(files, bytes))
        .toArray(Tree[]::new);
  }

  // --- what fsl itself does

  private Case fetching(String name, String title, Tree tree) {
    return new Case(name, title, tree).by(fsl.fetch(), durable.fetch());
  }

  /** As fetching, and fsl keeps a second copy of each file, as no peer does. */
  private Case archiving(String name, String title, Tree tree) {
    return new Case(name, title + "; fsl keeps a second copy", tree)
        .copies(3)
        .by(fsl.fetchAndArchive(), durable.fetchAndArchive(), fsl.fetchWithoutArchive());
  }

  private Case copying(String name, String title, Tree tree) {
    return new Case(name, title, tree)
        .copies(5)
        .by(fsl.copy(FOLDERS), durable.copy(FOLDERS))
        .by(Peers.cp(FOLDERS), Peers.rsyncLocally(FOLDERS));
  }

  private Case growing(String name, String title, Tree... trees) {
    return new Case(name, title, trees).by(fsl.fetch());
  }
}
