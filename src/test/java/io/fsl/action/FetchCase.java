package io.fsl.action;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A source, a server and a ledger, new for each test. */
abstract class FetchCase {
  @TempDir Path home;
  FetchSetup setup;

  @BeforeEach
  void open() throws IOException {
    setup = new FetchSetup(home);
  }

  @AfterEach
  void close() throws IOException {
    setup.close();
  }
}
