package io.fsl.config;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/**
 * The nodes of a YAML text. Every scalar stays as it is written; aliases are shared nodes, so the
 * tree is no larger than the text.
 */
final class YamlTree {
  private static final String SHAPE = "expected a mapping of keys to values";

  /** The library's limit counts aliases, not what they expand to; {@link Mappings} does that. */
  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setSchema(new FailsafeSchema())
          .setMaxAliasesForCollections(Integer.MAX_VALUE)
          .setAllowNonScalarKeys(true)
          .setUseMarks(true)
          .build();

  private YamlTree() {}

  /**
   * Parses a text.
   *
   * @throws ConfigException if it is not YAML, or not a mapping
   */
  static MappingNode of(String text, Problems problems) throws ConfigException {
    Optional<Node> root = compose(text, problems);
    if (root.isPresent() && root.get() instanceof MappingNode mapping) {
      return mapping;
    }
    String wrong = root.map(Mappings::describe).orElse("the file is empty");
    problems.add(root.map(node -> Position.of(node, "")).orElse(Position.TOP), wrong, SHAPE);
    problems.throwIfAny();
    throw new AssertionError("a problem was added");
  }

  private static Optional<Node> compose(String text, Problems problems) throws ConfigException {
    try {
      StreamReader reader = new StreamReader(SETTINGS, text);
      return new Composer(SETTINGS, new ShallowParser(new ParserImpl(SETTINGS, reader)))
          .getSingleNode();
    } catch (YamlEngineException e) {
      problems.add(position(e, text), "this is not YAML: " + reason(e), remedy(e));
      problems.throwIfAny();
      throw e;
    }
  }

  private static Position position(YamlEngineException e, String text) {
    return switch (e) {
      case MarkedYamlEngineException marked ->
          marked
              .getProblemMark()
              .map(mark -> new Position(mark.getLine() + 1, mark.getColumn() + 1, ""))
              .orElse(Position.TOP);
      case ReaderException character ->
          ConfigText.placeAfter(
              text.substring(0, text.offsetByCodePoints(0, character.getPosition())));
      default -> Position.TOP;
    };
  }

  /**
   * The library's own words without the excerpt from the file that it adds, and without the name of
   * an alias or tag: either may be part of a password.
   */
  private static String reason(YamlEngineException e) {
    return switch (e) {
      case MarkedYamlEngineException marked when says(e, "undefined alias") ->
          "an alias without its anchor";
      case MarkedYamlEngineException marked when says(e, "unexpected character found") ->
          "an alias or anchor without a name";
      case MarkedYamlEngineException marked when says(e, "tag handle") ->
          "a tag that is not declared";
      case MarkedYamlEngineException marked when says(e, "another document") -> "a second document";
      case MarkedYamlEngineException marked -> marked.getProblem();
      case ReaderException character ->
          "the character U+%04X is not allowed".formatted(character.getCodePoint());
      default -> String.valueOf(e.getMessage());
    };
  }

  private static String remedy(YamlEngineException e) {
    if (says(e, "undefined alias") || says(e, "tag handle")) {
      return "expected quotes around a value that starts with * or !";
    }
    if (says(e, "unexpected character found")) {
      return "expected quotes around a value that starts with * or &";
    }
    if (says(e, "mapping values are not allowed")) {
      return "expected quotes around a value with a colon, or another indentation";
    }
    return says(e, "(TAB)") ? "expected spaces" : "expected keys and values in YAML";
  }

  private static boolean says(YamlEngineException e, String words) {
    return e instanceof MarkedYamlEngineException marked && marked.getProblem().contains(words);
  }
}
