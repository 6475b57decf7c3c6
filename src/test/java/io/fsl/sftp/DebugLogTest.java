package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What sshj says is for debugging: it takes the end of a connection for an error. */
class DebugLogTest {
  private final Logger log = Logger.getLogger(DebugLogTest.class.getName());
  private final List<String> lines = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          lines.add(
              record.getLevel()
                  + " "
                  + record.getMessage()
                  + (record.getThrown() == null ? "" : " " + record.getThrown().getMessage()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    handler.setLevel(Level.ALL);
    log.addHandler(handler);
    log.setUseParentHandlers(false);
  }

  @AfterEach
  void end() {
    log.removeHandler(handler);
    log.setUseParentHandlers(true);
    log.setLevel(null);
  }

  private void sayAll(Level level) {
    log.setLevel(level);
    org.slf4j.Logger sshj = new DebugLog.Factory().getLogger(DebugLogTest.class);
    sshj.error("broken: {}", "reset", new IOException("pipe"));
    sshj.warn("odd");
    sshj.info("hello {} and {}", "a", "b");
    sshj.debug("step");
    sshj.trace("bytes");
  }

  @Test
  void errorsAreOnlyForDebugging() {
    sayAll(Level.FINE);
    assertEquals(
        List.of("FINE broken: reset pipe", "FINE odd", "FINE hello a and b", "FINE step"), lines);
  }

  @Test
  void nothingIsSaidOtherwise() {
    sayAll(Level.INFO);
    assertEquals(List.of(), lines);
  }

  @Test
  void eachByteIsForTheFinestLevel() {
    sayAll(Level.ALL);
    assertEquals("FINEST bytes", lines.getLast());
    assertEquals(5, lines.size());
  }
}
