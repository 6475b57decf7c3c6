package bench;

import java.nio.file.Path;

/**
 * Where a program runs.
 *
 * @param source the files to fetch or copy; on the server under the same path
 * @param folder for all that it writes, and its working folder
 */
record Run(Server server, Tree tree, Path source, Path folder) {
  /** Something below the folder. */
  String path(String name) {
    return folder.resolve(name).toString();
  }

  /** What the program printed. */
  Path output() {
    return folder.resolve("output");
  }
}
