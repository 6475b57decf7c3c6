package io.fsl.config;

import java.nio.file.Path;

/** Where the password of a server comes from. It is read anew at each connection. */
public sealed interface Password {
  /** Written in the configuration. */
  record Literal(Secret secret) implements Password {}

  /** The first line of a file. */
  record InFile(Path file) implements Password {}

  /** The first line that a shell command ({@code /bin/sh -c}) prints. */
  record OfCommand(String command) implements Password {}
}
