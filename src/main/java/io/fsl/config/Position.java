package io.fsl.config;

import java.util.Comparator;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Where something stands in a configuration file.
 *
 * @param line from 1
 * @param column from 1
 * @param key the keys that lead there, with dots between; empty: the whole file
 */
record Position(int line, int column, String key) implements Comparable<Position> {
  /** The start of the file. */
  static final Position TOP = new Position(1, 1, "");

  /** Of a key, in characters; it is part of all problems below it. */
  private static final int LONGEST = 100;

  private static final Comparator<Position> IN_FILE_ORDER =
      Comparator.comparingInt(Position::line).thenComparingInt(Position::column);

  /** Where a node starts. */
  static Position of(Node node, String key) {
    return node.getStartMark()
        .map(mark -> new Position(mark.getLine() + 1, mark.getColumn() + 1, key))
        .orElse(new Position(1, 1, key));
  }

  /** The same spot under another key. */
  Position withKey(String other) {
    return new Position(line, column, other);
  }

  /** The same spot, named by a key that belongs below this one. */
  Position below(String name) {
    String shown = Quoted.start(name, LONGEST);
    return withKey(key.isEmpty() ? shown : key + "." + shown);
  }

  @Override
  public int compareTo(Position other) {
    return IN_FILE_ORDER.compare(this, other);
  }
}
