package io.fsl.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every key of a kind of file: what it does to the records, and what they hold without it.
 *
 * @param <C> what the file is read as
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class KeyTable<C> {
  @TempDir private Path folder;

  /**
   * One line of a file and its effect.
   *
   * @param key with {@code *} for names that users choose
   * @param line indented as in the file; empty: the key is left out
   * @param expected what the value prints as, with {@code @} for the base folder
   */
  record Row<C>(String key, String line, Function<C, @Nullable Object> value, String expected) {
    @Override
    public String toString() {
      return line.isEmpty() ? key + " left out" : line.strip();
    }
  }

  /** A key of the file itself; an empty text leaves it out. */
  static <C> Row<C> row(
      String key, String text, Function<C, @Nullable Object> value, String expected) {
    return new Row<>(key, line("", key, text), value, expected);
  }

  static String line(String indent, String key, String text) {
    return text.isEmpty() ? "" : indent + key + ": " + text;
  }

  abstract Stream<Row<C>> rows();

  /** A file that has a row's line, and else only what it must have. */
  abstract String text(Row<C> row);

  abstract C read(ConfigFile file) throws ConfigException;

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void aKeyDoesWhatItSays(Row<C> row) throws ConfigException {
    YamlFolder files = new YamlFolder(folder);
    C config = read(files.configFile(text(row)));
    assertEquals(row.expected(), files.shown(row.value().apply(config)));
  }

  @Test
  void everyKeyIsInTheTable() throws ConfigException {
    Set<String> known = new TreeSet<>();
    for (Row<C> row : rows().toList()) {
      ConfigFile file = new YamlFolder(folder).configFile(text(row));
      read(file);
      known.addAll(file.knownKeys());
    }
    assertEquals(known, rows().map(Row::key).collect(Collectors.toCollection(TreeSet::new)));
  }
}
