package io.fsl.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns the local paths of a configuration into absolute ones, so that they mean the same from any
 * working directory.
 *
 * @param base relative paths start here
 * @param home what {@code ~/} stands for; null: not known
 */
record LocalPaths(Path base, @Nullable Path home) {
  /** Of a path, as the system has it. */
  private static final int LONGEST = 4096;

  /**
   * The base is the folder of the configuration file, or that folder's parent if it is called
   * {@code etc}.
   *
   * @param file absolute
   */
  static LocalPaths of(Path file, Map<String, String> environment) {
    Path folder = parent(file);
    Path name = folder.getFileName();
    boolean etc = name != null && name.toString().equals("etc");
    return new LocalPaths(etc ? parent(folder) : folder, Home.of(environment));
  }

  /** A path of this machine. */
  Form<Path> form() {
    return new Form<>("expected a path", base, this::resolve);
  }

  /** Below the home folder; none if that is not known. */
  List<Path> inHome(String relative) {
    return home == null ? List.of() : List.of(home.resolve(relative));
  }

  /** Where log files go if nothing else is said. */
  Path logDir() {
    return base.getParent() == null ? base.resolve("var/log/fsl") : base.resolve("log");
  }

  /** Where the ledger goes if nothing else is said. */
  Path stateDir() {
    return base.getParent() == null ? base.resolve("var/lib/fsl") : base.resolve("state");
  }

  Path resolve(String text) {
    if (text.length() > LONGEST) {
      throw new BadValue(Quoted.of(text) + " is longer than " + LONGEST + " characters");
    }
    boolean inHome = text.equals("~") || text.startsWith("~/");
    if (text.startsWith("~") && !inHome) {
      throw new BadValue(
          Quoted.of(text) + " is no home folder: only ~/ is expanded",
          "expected an absolute path, or " + Quoted.of("./" + text) + " if that is its name");
    }
    try {
      return (inHome ? belowHome(text) : base.resolve(text)).normalize();
    } catch (InvalidPathException e) {
      throw new BadValue(Quoted.of(text) + " is not a path: " + e.getReason());
    }
  }

  private Path belowHome(String text) {
    if (home == null) {
      throw new BadValue("the home folder is not known", "expected HOME in the environment");
    }
    return home.resolve(text.replaceFirst("^~/*+", ""));
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    return parent == null ? path : parent;
  }
}
