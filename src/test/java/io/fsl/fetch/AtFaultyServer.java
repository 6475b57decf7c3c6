package io.fsl.fetch;

import io.fsl.testing.faulty.FaultyServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A site that fetches from a server that can be made to misbehave. */
abstract class AtFaultyServer {
  @TempDir static Path home;
  static FaultyServer server;
  @TempDir Path temporary;
  FetchSite site;

  @BeforeAll
  static void start() throws IOException {
    server = FaultyServer.start(home);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void site() throws IOException {
    server.faults();
    site = new FetchSite(temporary, server.sshd());
    site.source("a", "connections: 1").set("retry_wait: 100ms");
  }

  /** Without faults, {@code a/a.txt} comes whole. */
  void assertNextFetchBrings(int size) throws IOException {
    server.faults();
    site.fetch(0);
    site.assertFetched("a/a.txt", size);
  }
}
