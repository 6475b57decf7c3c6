package io.fsl.testing.faulty;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The faults that a session is to have. The file has a line for each: its name, and what its
 * description asks for; sessions read it when they begin.
 */
final class Faults {
  private final Map<Fault, String> values = new EnumMap<>(Fault.class);

  static Faults read(Path file) throws IOException {
    Faults faults = new Faults();
    for (String line : Files.readAllLines(file)) {
      int space = line.indexOf(' ');
      faults.values.put(
          Fault.valueOf(space < 0 ? line : line.substring(0, space)),
          space < 0 ? "" : line.substring(space + 1));
    }
    return faults;
  }

  /** Counts one down in the file; whether it was above 0. Sessions may do so at the same time. */
  static synchronized boolean countDown(Path file, Fault fault) throws IOException {
    Faults faults = read(file);
    long left = faults.number(fault, Long.MAX_VALUE);
    if (left == Long.MAX_VALUE || left == 0) {
      return left > 0;
    }
    faults.values.put(fault, Long.toString(left - 1));
    faults.write(file);
    return true;
  }

  private void write(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    values.forEach((fault, value) -> lines.add(fault + " " + value));
    Path next = Files.write(file.resolveSibling(file.getFileName() + ".next"), lines);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  boolean has(Fault fault) {
    return values.containsKey(fault);
  }

  String text(Fault fault) {
    return values.getOrDefault(fault, "");
  }

  long number(Fault fault, long otherwise) {
    String value = values.get(fault);
    return value == null || value.isEmpty() ? otherwise : Long.parseLong(value);
  }
}
