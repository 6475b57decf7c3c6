package io.fsl.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts the environment into values: {@code ${NAME}} and {@code ${NAME:-default}}, the default for a
 * variable that is unset or empty, as in sh(1). Two dollar signs before the brace stand for one,
 * and for no variable.
 */
final class Variables {
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*+)(?::-([^}]*+))?+}");
  private static final String HINT = "expected ${NAME} or ${NAME:-default}, or $${ for a plain ${";

  private final Map<String, String> environment;

  Variables(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Whether all of a text comes from the environment. */
  static boolean isReference(String text) {
    Matcher reference = REFERENCE.matcher(text);
    return reference.matches() && reference.group(2) == null;
  }

  /**
   * @throws BadValue for a variable that is not set, or a malformed reference; the message shows
   *     nothing else of the text, which may be a secret
   */
  String expand(String text) {
    StringBuilder expanded = new StringBuilder();
    int end = 0;
    for (int at = text.indexOf("${"); at >= 0; at = text.indexOf("${", end)) {
      expanded.append(text, end, at);
      end = isEscaped(text, end, at) ? escaped(expanded) + at : reference(text, at, expanded);
    }
    return expanded.append(text, end, text.length()).toString();
  }

  private static boolean isEscaped(String text, int from, int at) {
    return at > from && text.charAt(at - 1) == '$';
  }

  /** Adds the brace; the first of the dollar signs is there already. */
  private static int escaped(StringBuilder expanded) {
    expanded.append('{');
    return "${".length();
  }

  private int reference(String text, int at, StringBuilder expanded) {
    Matcher reference = REFERENCE.matcher(text).region(at, text.length());
    if (!reference.lookingAt()) {
      throw new BadValue("'${' does not start a variable", HINT);
    }
    expanded.append(value(reference.group(1), reference.group(2)));
    return reference.end();
  }

  private String value(String name, @Nullable String fallback) {
    String value = environment.get(name);
    if (fallback == null) {
      return value == null ? undefined(name) : value;
    }
    if (fallback.contains("${")) {
      throw new BadValue("the default of ${" + name + "} holds another variable", HINT);
    }
    return value == null || value.isEmpty() ? fallback : value;
  }

  private static String undefined(String name) {
    throw new BadValue(
        "${" + name + "} is not set",
        "expected it in the environment, or a default: ${" + name + ":-default}");
  }
}
