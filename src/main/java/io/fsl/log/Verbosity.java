package io.fsl.log;

import java.util.logging.Level;

/** How much the console shows. The log files have their own levels. */
public enum Verbosity {
  ERRORS,
  WARNINGS,
  INFO,
  DEBUG;

  Level level() {
    return switch (this) {
      case ERRORS -> Level.SEVERE;
      case WARNINGS -> Level.WARNING;
      case INFO -> Level.INFO;
      case DEBUG -> Level.FINE;
    };
  }
}
