package io.fsl.command;

import io.fsl.config.ByteSize;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes on the command line: bytes, or with a binary unit such as {@code 500K}, {@code 1.5TiB}. */
final class SizeConverter implements ITypeConverter<ByteSize> {
  private static final Pattern SIZE =
      Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?(?:([KMGTPE])I?)?B?");

  private static final String UNITS = "KMGTPE";

  @Override
  public ByteSize convert(String text) {
    Matcher matcher = SIZE.matcher(text.toUpperCase(Locale.ROOT));
    if (matcher.matches()) {
      String unit = matcher.group(2);
      long factor = unit == null ? 1 : 1L << (10 * (UNITS.indexOf(unit) + 1));
      BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(factor));
      if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0) {
        return new ByteSize(bytes.longValue());
      }
    }
    throw new TypeConversionException("'" + text + "' is no size such as 1000000, 500K, 1.5GiB");
  }
}
