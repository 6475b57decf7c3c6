package io.fsl.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A disk of its own, in a file, whose power can be cut: what was not forced to it is lost then, as
 * the journal is not written any more. Only root can mount one.
 */
public final class LoopDisk implements AutoCloseable {
  private static final String CUT =
      "my $how = pack('L', 2); open F, '<', $ARGV[0] or die; ioctl(F, 0x8004587d, $how) or die;";

  private final Path image;
  private final Path folder;

  private LoopDisk(Path image, Path folder) {
    this.image = image;
    this.folder = folder;
  }

  /** The file systems that can be cut off. */
  @SuppressWarnings("ImmutableEnumChecker") // the list is a copy that nobody can change
  public enum Kind {
    EXT4("64M", "mkfs.ext4", "-q", "-F"),
    XFS("320M", "mkfs.xfs", "-q", "-f");

    private final String size;
    private final List<String> make;

    Kind(String size, String... make) {
      this.size = size;
      this.make = List.of(make);
    }
  }

  /** Makes one below a folder, and mounts it there; skips the test where that is not possible. */
  public static LoopDisk mount(Path parent, Kind kind) throws IOException {
    return mount(parent, "disk", kind);
  }

  /** The same with a name of its own. */
  public static LoopDisk mount(Path parent, String name, Kind kind) throws IOException {
    assumeTrue(OpenSshServer.isRoot(), "only root can mount a disk to cut its power");
    Path image = parent.resolve(name + ".img");
    Commands.run("truncate", "-s", kind.size, image.toString());
    List<String> make = new ArrayList<>(kind.make);
    make.add(image.toString());
    Commands.run(make.toArray(String[]::new));
    LoopDisk disk = new LoopDisk(image, Files.createDirectory(parent.resolve(name)));
    Commands.Result mounted = disk.mount();
    assumeTrue(mounted.status() == 0, () -> kind + " cannot be mounted here: " + mounted.output());
    return disk;
  }

  private Commands.Result mount() {
    return Commands.result("", "mount", "-o", "loop", image.toString(), folder.toString());
  }

  public Path folder() {
    return folder;
  }

  /** Makes all that is on it durable. */
  public void sync() {
    Commands.run("sync", "-f", folder.toString());
  }

  /** The power goes: from now on whoever uses the disk gets errors. */
  public void cut() {
    Commands.run("perl", "-e", CUT, folder.toString());
  }

  /** Lets the power go after a while. */
  public Process cutLater(double seconds) throws IOException {
    return new ProcessBuilder(
            "sh",
            "-c",
            "sleep \"$0\"; exec perl -e \"$1\" \"$2\"",
            Double.toString(seconds),
            CUT,
            folder.toString())
        .inheritIO()
        .start();
  }

  /** Whoever writes has to wait, until the result is closed. */
  public AutoCloseable freeze() {
    Commands.run("fsfreeze", "--freeze", folder.toString());
    return () -> Commands.run("fsfreeze", "--unfreeze", folder.toString());
  }

  /** The power is back. */
  public void restore() {
    Await.until(
        "nobody uses the disk",
        () -> Commands.result("", "umount", folder.toString()).status() == 0);
    // Another mount namespace may still have it: mounted now, it would be the disk that is cut off.
    Await.until(
        "the disk is let go",
        () -> Commands.result("", "losetup", "-j", image.toString()).output().isBlank());
    Commands.Result mounted = mount();
    if (mounted.status() != 0) {
      throw new AssertionError(mounted.output());
    }
  }

  @Override
  public void close() {
    Commands.result("", "umount", "-l", folder.toString());
  }
}
