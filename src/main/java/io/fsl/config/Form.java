package io.fsl.config;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the text of a value must look like, and what it becomes.
 *
 * @param expected completes “expected …”
 * @param placeholder stands in for a wrong value until the problems of the file are thrown
 * @param parser throws IllegalArgumentException with a message that says what is wrong
 */
record Form<T>(String expected, T placeholder, Function<String, T> parser) {
  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]++(?:_[0-9]++)*+");
  private static final int LONGEST_NUMBER = 40;

  /** Any text without control characters. */
  static Form<String> text(String expected) {
    return new Form<>(expected, "?", Form::plain);
  }

  /** Any text at all. Messages never show it. */
  static Form<Secret> secret(String expected) {
    return new Form<>(expected, new Secret(""), Secret::new);
  }

  /** A whole number, as {@code 1000} or {@code 1_000}. */
  static Form<Integer> whole(int least, int most) {
    String expected = "expected a whole number from " + least + " to " + most;
    return new Form<>(expected, least, text -> whole(text, least, most));
  }

  /** The words of YAML 1.1 for true and false, in any case. */
  static Form<Boolean> yesOrNo() {
    return new Form<>("expected true or false (or yes, no, on, off)", false, Form::yesOrNo);
  }

  /** A constant of an enum, in lower case with hyphens. */
  static <E extends Enum<E>> Form<E> oneOf(Class<E> type) {
    E[] all = type.getEnumConstants();
    String words = Arrays.stream(all).map(Form::word).collect(Collectors.joining(", "));
    return new Form<>("expected one of " + words, all[0], text -> constant(text, all));
  }

  T parse(String text) {
    return parser.apply(text);
  }

  private static String plain(String text) {
    if (text.codePoints().anyMatch(Character::isISOControl)) {
      throw new BadValue(Quoted.of(text) + " has a control character");
    }
    return text;
  }

  private static int whole(String text, int least, int most) {
    if (text.length() > LONGEST_NUMBER || !WHOLE.matcher(text).matches()) {
      throw new BadValue(Quoted.of(text) + " is not a whole number");
    }
    BigInteger number = new BigInteger(text.replace("_", ""));
    if (number.compareTo(BigInteger.valueOf(least)) < 0) {
      throw new BadValue(text + " is too small");
    }
    if (number.compareTo(BigInteger.valueOf(most)) > 0) {
      throw new BadValue(text + " is too large");
    }
    return number.intValueExact();
  }

  private static boolean yesOrNo(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default -> throw new BadValue(Quoted.of(text) + " is neither true nor false");
    };
  }

  private static <E extends Enum<E>> E constant(String text, E[] all) {
    return Arrays.stream(all)
        .filter(each -> word(each).equals(text))
        .findFirst()
        .orElseThrow(() -> new BadValue(Quoted.of(text) + " is not known"));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
