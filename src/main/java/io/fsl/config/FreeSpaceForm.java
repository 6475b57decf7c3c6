package io.fsl.config;

/** The form of {@code check_free_space}: a path, a colon and a size. */
final class FreeSpaceForm {
  private static final ByteSize NOTHING = new ByteSize(0);

  private FreeSpaceForm() {}

  static Form<FreeSpaceBound> bound(LocalPaths paths) {
    return new Form<>(
        "expected path:MiB, such as '/srv:10000' or '/srv:10G'",
        new FreeSpaceBound(paths.base(), NOTHING),
        text -> parse(text, paths));
  }

  private static FreeSpaceBound parse(String text, LocalPaths paths) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0 || colon == text.length() - 1) {
      throw new BadValue(Quoted.of(text) + " is not a path and a size");
    }
    ByteSize minimum = ByteSize.parse(text.substring(colon + 1).strip(), ByteSize.MEBIBYTE);
    return new FreeSpaceBound(paths.resolve(text.substring(0, colon)), minimum);
  }
}
