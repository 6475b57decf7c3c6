package io.fsl.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * One mapping of a configuration file. It hands out values by key and notes what is wrong with
 * them; a key that was never asked for is unknown.
 *
 * <p>A wrong or missing value is replaced by a placeholder, so that reading goes on to the next
 * problem. Placeholders go no further: {@link ConfigReader} throws before anyone sees them.
 */
final class Section {
  private static final String A_MAPPING = "expected a mapping of keys to values";

  private final Reading reading;
  private final Position position;
  private final String pattern;
  private final Map<String, Mappings.Entry> entries;
  private final Set<String> asked = new LinkedHashSet<>();
  private final List<Section> inner = new ArrayList<>();

  /**
   * @param position where it starts, and its key
   * @param pattern its key, with {@code *} for the names that users choose
   */
  private Section(
      Reading reading, Position position, String pattern, Map<String, Mappings.Entry> entries) {
    this.reading = reading;
    this.position = position;
    this.pattern = pattern;
    this.entries = reading.mappings().allows(1 + entries.size()) ? entries : Map.of();
  }

  /** The whole file. */
  static Section top(Reading reading, MappingNode root) {
    return new Section(reading, Position.TOP, "", reading.mappings().entries(root, Position.TOP));
  }

  /** A value that must be there. */
  <T> T required(String key, Form<T> form) {
    return find(key).isEmpty()
        ? missing(key, form.expected(), form.placeholder())
        : or(key, form, form.placeholder());
  }

  /** A value that may be left out. */
  <T> T or(String key, Form<T> form, T fallback) {
    return value(key, form).orElse(fallback);
  }

  /** A value that may be left out. */
  <T> @Nullable T orNull(String key, Form<T> form) {
    return value(key, form).orElse(null);
  }

  /** Any number of values: one, a list of them, or none. */
  <T> List<T> list(String key, Form<T> form) {
    return find(key).map(node -> values(node, key, form)).orElse(List.of());
  }

  /** At least one value. */
  <T> List<T> requiredList(String key, Form<T> form) {
    return find(key).isEmpty() ? missing(key, form.expected(), List.of()) : list(key, form);
  }

  /** A password or passphrase; noted if it is written out in the file. */
  @Nullable Secret secret(String key, Form<Secret> form) {
    find(key)
        .filter(Scalar::isLiteral)
        .ifPresent(literal -> reading.literalSecrets().add(at(key).key()));
    return orNull(key, form);
  }

  /** Files, each of which is a secret. */
  List<Path> secretFiles(String key, Form<Path> form) {
    return noted(list(key, form), key);
  }

  /** A file that is a secret. */
  @Nullable Path secretFile(String key, Form<Path> form) {
    return value(key, form).map(file -> noted(List.of(file), key).getFirst()).orElse(null);
  }

  private List<Path> noted(List<Path> secrets, String key) {
    for (Path file : secrets) {
      reading.secretFiles().computeIfAbsent(file, _ -> new LinkedHashSet<>()).add(at(key).key());
    }
    return secrets;
  }

  /** A mapping that may be left out or be empty. */
  Section section(String key) {
    return inner(
        at(key), patternOf(key), find(key).map(node -> entries(node, key)).orElse(Map.of()));
  }

  /** Mappings under the names that users choose for them; at least one. */
  Map<String, Section> named(String key, String expected) {
    if (find(key).isEmpty()) {
      return missing(key, expected, Map.of());
    }
    Section all = section(key);
    if (all.entries.isEmpty()
        && (hasMapping(key) || find(key).filter(Scalar::isNull).isPresent())) {
      problem(key, "there is none", expected);
    }
    return all.children();
  }

  /** Whether a key is there. */
  boolean has(String key) {
    return entries.containsKey(key);
  }

  /** Whether a key is there and has keys of its own. */
  boolean hasMapping(String key) {
    return find(key).filter(MappingNode.class::isInstance).isPresent();
  }

  /** Notes that a key's value is wrong for a reason that only its reader knows. */
  void problem(String key, String wrong, String expected) {
    reading.problems().add(at(key), wrong, expected);
  }

  /** Notes that a key belongs to another kind of file, where the rest is not worth a word. */
  void otherFile(String key, String wrong, String expected) {
    Mappings.Entry entry = entries.get(key);
    if (entry != null) {
      Position at = Position.of(entry.key(), position.below(key).key());
      reading.problems().addOnly(at, wrong, expected);
    }
  }

  /** Where a key's value stands; of a key that is left out, where its section starts. */
  Position at(String key) {
    Mappings.Entry entry = entries.get(key);
    Position below = position.below(key);
    return entry == null ? below : Position.of(entry.value(), below.key());
  }

  /** Notes all keys that nobody asked for, here and further in. Called when all is read. */
  void end() {
    entries.forEach((key, entry) -> {
      if (!asked.contains(key)) {
        unknown(key, Position.of(entry.key(), position.below(key).key()));
      }
    });
    inner.forEach(Section::end);
  }

  private void unknown(String key, Position at) {
    String expected =
        Suggestion.of(key, asked)
            .map(similar -> "did you mean '" + similar + "'?")
            .orElse("expected one of " + String.join(", ", asked));
    reading.problems().add(at, "unknown key", expected);
  }

  private <T> T missing(String key, String expected, T placeholder) {
    reading.problems().add(position.below(key), "missing", expected);
    return placeholder;
  }

  private Optional<Node> find(String key) {
    if (asked.add(key)) {
      reading.known().add(patternOf(key));
    }
    return Optional.ofNullable(entries.get(key)).map(Mappings.Entry::value);
  }

  private String patternOf(String key) {
    return pattern.isEmpty() ? key : pattern + "." + key;
  }

  private <T> Optional<T> value(String key, Form<T> form) {
    return find(key).flatMap(node -> new Scalar(node, at(key)).read(form, reading));
  }

  private <T> List<T> values(Node node, String key, Form<T> form) {
    if (!(node instanceof SequenceNode sequence)) {
      return value(key, form).stream().toList();
    }
    List<Node> nodes = sequence.getValue();
    if (nodes.isEmpty()) {
      problem(key, "the list is empty", form.expected());
    }
    List<T> values = new ArrayList<>();
    for (int i = 0; i < nodes.size() && reading.mappings().allows(1); i++) {
      Position at = Position.of(nodes.get(i), at(key).key() + "[" + i + "]");
      new Scalar(nodes.get(i), at).read(form, reading).ifPresent(values::add);
    }
    return values;
  }

  private Map<String, Section> children() {
    Map<String, Section> children = new LinkedHashMap<>();
    entries.forEach((name, entry) -> {
      asked.add(name);
      if (name.isBlank()) {
        problem(name, "the name is empty", "expected a name of your choice");
      }
      if (entry.value() instanceof MappingNode mapping) {
        Position at = Position.of(entry.key(), position.below(name).key());
        children.put(name, inner(at, patternOf("*"), reading.mappings().entries(mapping, at)));
      } else {
        problem(name, Mappings.describe(entry.value()), A_MAPPING);
      }
    });
    return children;
  }

  private Section inner(
      Position at, String innerPattern, Map<String, Mappings.Entry> innerEntries) {
    Section section = new Section(reading, at, innerPattern, innerEntries);
    inner.add(section);
    return section;
  }

  private Map<String, Mappings.Entry> entries(Node value, String key) {
    if (value instanceof MappingNode mapping) {
      return reading.mappings().entries(mapping, at(key));
    }
    if (!Scalar.isNull(value)) {
      problem(key, Mappings.describe(value), A_MAPPING);
    }
    return Map.of();
  }
}
