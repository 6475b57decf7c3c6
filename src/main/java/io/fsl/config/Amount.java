package io.fsl.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number with an optional unit, as {@code 500ms}, {@code 1.5TiB} or {@code 1_000}. */
record Amount(String text, BigDecimal number, String unit) {
  private static final Pattern SHAPE =
      Pattern.compile("([-+]?)([0-9]++(?:_[0-9]++)*+(?:\\.[0-9]++)?+)\\s*+([A-Za-z]*+)");
  private static final int LONGEST = 40;

  /**
   * @throws IllegalArgumentException with a message that says what is wrong
   */
  static Amount parse(String text) {
    Matcher parts = SHAPE.matcher(text);
    if (text.length() > LONGEST || !parts.matches()) {
      throw new BadValue(Quoted.of(text) + " is not a number with a unit");
    }
    if (parts.group(1).equals("-")) {
      throw new BadValue(Quoted.of(text) + " is negative");
    }
    return new Amount(text, new BigDecimal(parts.group(2).replace("_", "")), parts.group(3));
  }

  /**
   * The whole number of base units that this is, rounded down.
   *
   * @param units what each unit is worth; a bare number's is under the empty text
   * @throws IllegalArgumentException if the unit is not known or the result beyond {@code most}
   */
  long in(Map<String, Long> units, long most) {
    Long unitSize = units.get(unit);
    if (unitSize == null) {
      throw new BadValue(Quoted.of(text) + " has an unknown unit");
    }
    BigDecimal total = number.multiply(BigDecimal.valueOf(unitSize));
    if (total.compareTo(BigDecimal.valueOf(most)) > 0) {
      throw new BadValue(Quoted.of(text) + " is too large");
    }
    return total.setScale(0, RoundingMode.DOWN).longValueExact();
  }
}
