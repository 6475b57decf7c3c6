package io.fsl.testing.faulty;

import io.fsl.config.Server;
import io.fsl.testing.OpenSshServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A real sshd whose SFTP subsystem is {@link FaultySftp}. */
public final class FaultyServer implements AutoCloseable {
  private final OpenSshServer sshd;
  private final Path faults;

  private FaultyServer(OpenSshServer sshd, Path faults) {
    this.sshd = sshd;
    this.faults = faults;
  }

  /**
   * Starts a server without faults.
   *
   * @param folder for the server's own files
   * @param options lines of sshd_config
   */
  public static FaultyServer start(Path folder, String... options) throws IOException {
    Path faults = Files.createFile(folder.resolve("faults"));
    Path script = Files.writeString(folder.resolve("faulty-sftp"), script(faults));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> lines = new ArrayList<>(List.of(options));
    lines.add("Subsystem sftp " + script);
    return new FaultyServer(OpenSshServer.start(folder, lines.toArray(String[]::new)), faults);
  }

  private static String script(Path faults) {
    return """
    #!/bin/sh
    export LC_ALL=C.UTF-8
    exec '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -cp '%s' %s '%s'
    """
        .formatted(
            Path.of(System.getProperty("java.home"), "bin", "java"),
            classes(),
            FaultySftp.class.getName(),
            faults);
  }

  /** Where this class was loaded from; the program needs no library. */
  private static Path classes() {
    try {
      return Path.of(FaultySftp.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The faults of the sessions that begin from now on, as a fault's name and what it asks for. */
  public void faults(String... lines) {
    try {
      for (String line : lines) {
        Fault.valueOf(line.split(" ", 2)[0]);
      }
      Files.write(faults, List.of(lines));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How often a session may still die of {@link Fault#DIE}. */
  public long deathsLeft() throws IOException {
    return Faults.read(faults).number(Fault.DIE_TIMES, 0);
  }

  public Server server() throws IOException {
    return sshd.server();
  }

  public OpenSshServer sshd() {
    return sshd;
  }

  @Override
  public void close() {
    sshd.close();
  }
}
