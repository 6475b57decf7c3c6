package io.fsl.log;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Directs java.util.logging to the console and to the log files. Loggers of fsl are below {@code
 * io.fsl}; libraries are silent except at debug, since fsl itself reports what fails, once.
 *
 * <p>A stack trace belongs to a record of level {@link Level#FINE}.
 */
public final class Logging implements AutoCloseable {
  private final LogLines lines;

  /**
   * Held here, since java.util.logging forgets a logger's level once nobody refers to the logger.
   */
  private final Logger own = Logger.getLogger("io.fsl");

  /** Their debug records are one or more per packet. */
  private final List<Logger> packets =
      Stream.of(
              "net.schmizz.sshj.sftp",
              "net.schmizz.sshj.connection.channel.Window$Local",
              "net.schmizz.sshj.connection.channel.Window$Remote")
          .map(Logger::getLogger)
          .toList();

  private final Logger root = Logger.getLogger("");

  private Logging(LogLines lines) {
    this.lines = lines;
  }

  /**
   * Begins to log. The files are created with the first line.
   *
   * @param folder of the log files; null: console only
   * @param console takes a line with its end
   */
  public static Logging start(
      Verbosity verbosity, @Nullable Path folder, Consumer<String> console) {
    LogManager.getLogManager().reset();
    Logging logging = new Logging(new LogLines(verbosity.level(), console, folder, Rotation.USUAL));
    logging.direct(verbosity, folder != null);
    return logging;
  }

  private void direct(Verbosity verbosity, boolean files) {
    root.addHandler(lines);
    root.setLevel(verbosity == Verbosity.DEBUG ? Level.FINE : Level.OFF);
    packets.forEach(each -> each.setLevel(Level.OFF));
    own.setLevel(files ? Level.FINE : verbosity.level());
  }

  /**
   * Does something. What its thread logs meanwhile comes to the log files by one append to each, if
   * it is not much: as a line takes longer to append than to make.
   */
  public void together(Runnable work) {
    lines.together(work);
  }

  /** Opens the log files anew. */
  public void reopen() {
    lines.reopen();
  }

  /** Ends logging; the files are closed. */
  @Override
  public void close() {
    root.removeHandler(lines);
    lines.close();
  }
}
