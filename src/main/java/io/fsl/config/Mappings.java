package io.fsl.config;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The keys of YAML mappings, with merges ({@code <<}) resolved: a mapping's own keys win over
 * merged ones, and an earlier merged mapping over a later one.
 *
 * <p>Aliases make a small file mean a huge one. So every value that is handed out is counted, over
 * the whole file; beyond {@link #MOST_VALUES} the file is refused.
 */
final class Mappings {
  /** Far above any configuration. */
  static final int MOST_VALUES = 100_000;

  /** A key as written, and its value. */
  record Entry(ScalarNode key, Node value) {}

  private static final int DEEPEST = 50;
  private static final String MERGE = "<<";

  private final Problems problems;
  private final Set<Node> entered = Collections.newSetFromMap(new IdentityHashMap<>());
  private int handedOut;

  Mappings(Problems problems) {
    this.problems = problems;
  }

  /** The keys of a mapping, in the order of the file. */
  Map<String, Entry> entries(MappingNode mapping, Position position) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    own(mapping, position, entries);
    merged(mapping, position, entries);
    return entries;
  }

  /** Counts so many values, and tells whether the file is still within its bounds. */
  boolean allows(int values) {
    handedOut = Math.min(handedOut + values, MOST_VALUES + 1);
    if (handedOut > MOST_VALUES) {
      problems.addOnly(
          Position.TOP,
          "the file's aliases expand to more than " + MOST_VALUES + " values",
          "expected fewer");
    }
    return handedOut <= MOST_VALUES;
  }

  /** What a node is, for a message. */
  static String describe(Node node) {
    return switch (node.getNodeType()) {
      case MAPPING -> "this is a mapping";
      case SEQUENCE -> "this is a list";
      case SCALAR -> Scalar.isNull(node) ? "the value is empty" : "this is a single value";
      case ANCHOR -> "this is an alias";
    };
  }

  private void own(MappingNode mapping, Position position, Map<String, Entry> entries) {
    @Nullable ScalarNode merge = null;
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.add(
            Position.of(tuple.getKeyNode(), position.key()), "a key is not text", "expected text");
      } else if (!isMerge(key)) {
        Entry entry = new Entry(key, tuple.getValueNode());
        Entry first = entries.putIfAbsent(key.getValue(), entry);
        if (first != null) {
          duplicate(key, position, first.key(), "expected it once");
        }
      } else if (merge == null) {
        merge = key;
      } else {
        duplicate(key, position, merge, "expected a list there of all mappings to merge");
      }
    }
  }

  private void duplicate(ScalarNode key, Position mapping, ScalarNode first, String expected) {
    int line = Position.of(first, "").line();
    problems.add(
        Position.of(key, mapping.key()).below(key.getValue()),
        "duplicate key, first given in line " + line,
        expected);
  }

  private void merged(MappingNode mapping, Position position, Map<String, Entry> entries) {
    if (entered.size() >= DEEPEST || !entered.add(mapping)) {
      String wrong = "merged into itself, or through more than " + DEEPEST + " others";
      problems.add(
          Position.of(mapping, position.key()), wrong, "expected a plain mapping to merge");
      return;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key && isMerge(key)) {
        parts(tuple.getValueNode()).forEach(part -> merge(part, position, entries));
      }
    }
    entered.remove(mapping);
  }

  private void merge(Node part, Position position, Map<String, Entry> entries) {
    if (!(part instanceof MappingNode mapping)) {
      problems.add(
          Position.of(part, position.below(MERGE).key()),
          describe(part),
          "expected a mapping to merge");
      return;
    }
    if (allows(1 + mapping.getValue().size())) {
      Map<String, Entry> own = new LinkedHashMap<>();
      own(mapping, position, own);
      own.forEach(entries::putIfAbsent);
      merged(mapping, position, entries);
    }
  }

  private static List<Node> parts(Node value) {
    return value instanceof SequenceNode sequence ? sequence.getValue() : List.of(value);
  }

  private static boolean isMerge(ScalarNode key) {
    return key.isPlain() && key.getValue().equals(MERGE);
  }
}
