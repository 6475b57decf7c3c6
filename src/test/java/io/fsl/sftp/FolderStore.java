package io.fsl.sftp;

import io.fsl.config.Retry;
import io.fsl.config.Server;
import io.fsl.testing.OpenSshServer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

/** A folder of this machine, behind a server. */
record FolderStore(Path folder, String root, Server server, long latestTime, Closeable owner)
    implements RemoteContract.Store {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  /** Connects as the program does. */
  static SshRemote connect(Server server, int connections, Duration timeout) throws IOException {
    PoolLimits limits = new PoolLimits(connections, new Retry(3, Duration.ofMillis(10)), timeout);
    SshRemote remote =
        SshRemote.of(
            new SshConnector(server, timeout), limits, null, new Chunks(), new ServerFaults());
    remote.open(null);
    return remote;
  }

  @Override
  public void put(String name, byte[] content, long mtime) throws IOException {
    Path file = Files.write(folder.resolve(name), content);
    Files.setLastModifiedTime(file, FileTime.fromMillis(mtime * 1000));
  }

  @Override
  public void putFolder(String name) throws IOException {
    Files.createDirectory(folder.resolve(name));
  }

  @Override
  public boolean has(String name) {
    return Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public boolean forbid(String name) throws IOException {
    Files.setPosixFilePermissions(
        folder.resolve(name), PosixFilePermissions.fromString("---------"));
    return !OpenSshServer.isRoot();
  }

  @Override
  public Remote connect() throws IOException {
    return connect(server, 2, TIMEOUT);
  }

  @Override
  public void close() throws IOException {
    owner.close();
  }
}
