package io.fsl.sftp;

import io.fsl.sftp.KnownHost.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** One known_hosts file. */
record KnownHostsFile(Path file) {
  /**
   * Held while such a file is open: the kernel drops a process's locks on a file as soon as one of
   * its descriptors of that file is closed, by whatever thread.
   */
  private static final Object OPEN = new Object();

  /** The lines that speak of a host; none when there is no file. */
  List<KnownHost> of(String name) throws IOException {
    synchronized (OPEN) {
      try {
        return of(name, Files.readString(file, StandardCharsets.ISO_8859_1));
      } catch (NoSuchFileException e) {
        return List.of();
      }
    }
  }

  private List<KnownHost> of(String name, String text) {
    String[] lines = text.split("\n", -1);
    return IntStream.range(0, lines.length)
        .mapToObj(i -> KnownHost.parse(lines[i], file + ":" + (i + 1)))
        .flatMap(Optional::stream)
        .filter(known -> known.hosts().matches(name))
        .toList();
  }

  /**
   * Adds a key unless the host has one by now: of two processes that meet a new host, one adds it.
   * A line is one write at the end of the file, so that ssh, which takes no lock, may add at the
   * same time.
   */
  void addFirst(String name, HostKey key) throws IOException {
    createFolder();
    synchronized (OPEN) {
      try (FileChannel end = appender();
          FileChannel start = FileChannel.open(file, StandardOpenOption.READ);
          FileLock lock = end.lock()) {
        String text =
            new String(Channels.newInputStream(start).readAllBytes(), StandardCharsets.ISO_8859_1);
        if (lock.isValid() && of(name, text).stream().noneMatch(line -> line.kind() == Kind.KEY)) {
          String separator = text.isEmpty() || text.endsWith("\n") ? "" : "\n";
          append(end, separator + name + " " + key.type() + " " + key.base64() + "\n");
        }
      }
    }
  }

  private void createFolder() throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  private FileChannel appender() throws IOException {
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  private static void append(FileChannel end, String line) throws IOException {
    ByteBuffer bytes = StandardCharsets.ISO_8859_1.encode(line);
    while (bytes.hasRemaining()) {
      end.write(bytes);
    }
  }
}
