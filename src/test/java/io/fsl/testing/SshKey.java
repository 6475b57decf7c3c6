package io.fsl.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A key pair that ssh-keygen made: {@code file} and {@code file.pub}. */
public record SshKey(Path file) {
  /**
   * Makes a key.
   *
   * @param options of ssh-keygen, as {@code -t ecdsa -b 384}; without {@code -N}, no passphrase
   */
  public static SshKey create(Path file, String... options) {
    List<String> command = new ArrayList<>(List.of("ssh-keygen", "-q", "-f", file.toString()));
    command.addAll(List.of(options));
    if (!command.contains("-N")) {
      command.addAll(List.of("-N", ""));
    }
    Commands.run(command.toArray(String[]::new));
    return new SshKey(file);
  }

  /** Certifies this key: {@code file-cert.pub}. */
  public void certify(SshKey authority, String... options) {
    List<String> command =
        new ArrayList<>(List.of("ssh-keygen", "-q", "-s", authority.file.toString()));
    command.addAll(List.of(options));
    command.add(publicFile().toString());
    Commands.run(command.toArray(String[]::new));
  }

  public Path publicFile() {
    return Path.of(file + ".pub");
  }

  public Path certificateFile() {
    return Path.of(file + "-cert.pub");
  }

  /** Type and base64, without the comment: what known_hosts and authorized_keys want. */
  public String publicLine() {
    try {
      String[] fields = Files.readString(publicFile()).split(" ", -1);
      return fields[0] + " " + fields[1].strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code SHA256:…}. */
  public String fingerprint() {
    return Commands.run("ssh-keygen", "-lf", publicFile().toString()).split(" ", -1)[1];
  }
}
