package io.fsl.config;

import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A single value of the file: text as written, with the environment put in, then taken in the form
 * that its key asks for.
 */
record Scalar(Node node, Position position) {
  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final Set<Tag> PLAIN_TAGS =
      Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL);

  /** Whether it is nothing but the place where a value could be. */
  static boolean isNull(Node node) {
    return node instanceof ScalarNode scalar
        && scalar.isPlain()
        && NULLS.contains(scalar.getValue());
  }

  /** Whether its text is written out in the file, at least in part. */
  static boolean isLiteral(Node node) {
    return node instanceof ScalarNode scalar
        && !isNull(node)
        && !Variables.isReference(scalar.getValue());
  }

  /** The value, or nothing if there is a problem, which is noted. */
  <T> Optional<T> read(Form<T> form, Reading reading) {
    try {
      return Optional.of(form.parse(nonEmpty(reading.variables().expand(text()))));
    } catch (BadValue e) {
      reading.problems().add(position, e.wrong(), e.expected().orElse(form.expected()));
    } catch (IllegalArgumentException e) {
      reading.problems().add(position, String.valueOf(e.getMessage()), form.expected());
    }
    return Optional.empty();
  }

  private String text() {
    if (!(node instanceof ScalarNode scalar)) {
      throw new BadValue(Mappings.describe(node));
    }
    if (!PLAIN_TAGS.contains(node.getTag())) {
      throw new BadValue(
          "a YAML tag is not supported here",
          "expected the value without its !, or quotes if it starts with one");
    }
    if (isNull(node)) {
      return nothing(scalar.getValue());
    }
    return scalar.getValue();
  }

  private static String nothing(String written) {
    if (written.isEmpty()) {
      throw new BadValue("the value is empty");
    }
    throw new BadValue(
        "a plain " + written + " means no value",
        "expected a value, or quotes if this is meant as text, or the key left out");
  }

  private static String nonEmpty(String text) {
    if (text.isEmpty()) {
      throw new BadValue("the value is empty");
    }
    return text;
  }
}
