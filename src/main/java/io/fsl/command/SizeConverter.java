package io.fsl.command;

import io.fsl.config.ByteSize;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes on the command line: a bare number is bytes. */
final class SizeConverter implements ITypeConverter<ByteSize> {
  @Override
  public ByteSize convert(String text) {
    try {
      return ByteSize.parse(text, ByteSize.BYTE);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          e.getMessage() + "; expected such as 1000000, 500K, 1.5GiB");
    }
  }
}
