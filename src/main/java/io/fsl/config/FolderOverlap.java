package io.fsl.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds folders that are the same, or lie inside one another, where files would go round in
 * circles, overwrite each other or be deleted.
 *
 * <p>Two folders are compatible if their uses can share a place. Others must not be equal, and
 * neither may lie inside one whose files are taken from, or put into, sub-folders.
 */
final class FolderOverlap {
  /** What a folder is for. */
  enum Use {
    FETCH("an incoming folder"),
    ARCHIVE("an archive"),
    COPY("an incoming folder"),
    DESTINATION("a destination"),
    OWN("a folder of fsl's own");

    private final String text;

    Use(String text) {
      this.text = text;
    }
  }

  private record Folder(
      Use use,
      String owner,
      Path path,
      FolderLook look,
      boolean deep,
      Position position,
      int number) {
    FolderIdentity identity() {
      return look.result();
    }
  }

  private static final Comparator<Folder> IN_FILE_ORDER =
      Comparator.comparing(Folder::position).thenComparingInt(Folder::number);

  private final List<Folder> folders = new ArrayList<>();

  /**
   * Adds a folder to compare.
   *
   * @param owner the name of the source that it belongs to
   * @param deep whether its sub-folders are used too
   */
  void add(Use use, String owner, Path path, boolean deep, Position position) {
    FolderLook look = FolderLook.begin(path);
    folders.add(new Folder(use, owner, path, look, deep, position, folders.size()));
  }

  /** A form that adds each path that is read with it. */
  Form<Path> adding(Form<Path> form, Use use, String owner, boolean deep, Position position) {
    return new Form<>(
        form.expected(),
        form.placeholder(),
        text -> {
          Path path = form.parse(text);
          add(use, owner, path, deep, position);
          return path;
        });
  }

  /** Folders that could not be compared with others. */
  List<String> warnings() {
    return folders.stream()
        .filter(folder -> !folder.identity().isKnown())
        .map(folder ->
            folder.position().key()
                + ": "
                + folder.path()
                + " could not be looked at; whether it overlaps with other folders is not known")
        .toList();
  }

  /** Compares all folders. */
  void check(Problems problems) {
    Map<Object, List<Folder>> bySelf = new HashMap<>();
    for (Folder folder : folders) {
      bySelf.computeIfAbsent(folder.identity().self(), self -> new ArrayList<>()).add(folder);
    }
    for (Folder inner : folders) {
      if (problems.isFull()) {
        return;
      }
      inner.identity().line().stream()
          .flatMap(around -> bySelf.getOrDefault(around, List.of()).stream())
          .filter(outer -> outer.number() != inner.number() && clash(inner, outer))
          .forEach(outer -> report(inner, outer, problems));
    }
  }

  private static boolean clash(Folder inner, Folder outer) {
    return (outer.deep() || isSame(inner, outer)) && !compatible(inner, outer);
  }

  private static boolean compatible(Folder a, Folder b) {
    if (a.use() != b.use()) {
      return false;
    }
    return switch (a.use()) {
      case FETCH, ARCHIVE, OWN -> true;
      case COPY -> false;
      case DESTINATION -> !a.owner().equals(b.owner());
    };
  }

  /** The later of the two in the file is the one to complain about. */
  private static void report(Folder inner, Folder outer, Problems problems) {
    boolean innerLater = IN_FILE_ORDER.compare(inner, outer) > 0;
    Folder later = innerLater ? inner : outer;
    Folder earlier = innerLater ? outer : inner;
    String relation =
        isSame(inner, outer) ? "is the same folder as" : innerLater ? "lies inside" : "contains";
    problems.add(
        later.position(),
        "%s %s %s (%s)".formatted(later.path(), relation, earlier.path(), earlier.position().key()),
        "expected " + later.use().text + " apart from it");
  }

  private static boolean isSame(Folder a, Folder b) {
    return a.identity().self().equals(b.identity().self());
  }
}
