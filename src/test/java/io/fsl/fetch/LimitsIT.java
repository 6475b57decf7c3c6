package io.fsl.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.action.SmallDisk;
import io.fsl.testing.Await;
import io.fsl.testing.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How much, how fast, in which order, and for how long it is remembered. */
class LimitsIT extends AtOpenSsh {
  private static final int MEBIBYTE = 1 << 20;
  private static final Pattern DONE =
      Pattern.compile("\"source\":\"(\\w+)\",\"file\":\"([^\"]+)\",\"outcome\":\"done\"");

  @Test
  void aSourceWithoutRoomIsNotStarted() throws IOException {
    site.put("full/x", "1");
    site.put("good/x", "2");
    site.source("full", "check_free_space: ['/:1', 'in/full:900000000']", "priority: 2000");
    site.source("good", "check_free_space: 'in/good:1'");
    Cli.Result result = site.fetch(2);
    assertEquals("x=2", site.tree("in/good"));
    assertFalse(Files.exists(site.path("in/full")), "not started");
    assertTrue(result.err().contains("MiB must be"), result.err());
  }

  @Test
  void noFurtherBatchIsStartedWhenRoomRunsOut() throws IOException {
    for (int i = 0; i < 12; i++) {
      Files.write(site.put("a/f" + i, ""), new byte[MEBIBYTE]);
    }
    try (SmallDisk disk = SmallDisk.mount(site.path("disk"), "16m")) {
      String incoming = "local_incoming: " + disk.folder();
      site.source("a", incoming, "check_free_space: '" + disk.folder() + ":8'");
      site.set("sftp_batch_size: 1", "concurrency_limit: {limit: 2}", "fsync: false").fetch(2);
      int some = site.names("disk").split(" ", -1).length;
      assertTrue(some >= 6 && some <= 9, site.names("disk"));
      site.shell("rm disk/*");
      site.fetch(0);
      assertEquals(12 - some, site.names("disk").split(" ", -1).length, "the others");
    }
  }

  @Test
  void sourcesComeByPriorityAndFilesInOrder() throws IOException {
    site.put("a/b", "22", 300);
    site.put("a/c", "1", 200);
    site.put("a/a", "333", 100);
    int priority = 100;
    for (String order : List.of("name", "name desc", "modified", "modified desc", "size desc")) {
      String name = order.replace(' ', '_');
      String from = "source: " + site.path("remote/a");
      site.source(name, from, "order_by: " + order, "priority: " + priority--);
    }
    site.source("size", "source: " + site.path("remote/a"), "order_by: size", "priority: 101");
    Cli.Result result =
        site.set("concurrency_limit: {limit: 1}", "fsync: false").fetch(0, "--json");
    assertEquals(
        "size c,size b,size a,name a,name b,name c,name_desc c,name_desc b,name_desc a,"
            + "modified b,modified c,modified a,modified_desc a,modified_desc c,modified_desc b,"
            + "size_desc a,size_desc b,size_desc c",
        done(result));
  }

  @Test
  void aSlowSourceHoldsUpOthersOnlyWithoutJobs() throws IOException {
    Files.write(site.put("slow/big", ""), new byte[2 * MEBIBYTE]);
    site.put("quick/x", "1");
    site.source("slow", "rate_limit: 1M", "priority: 2000").source("quick");
    Cli.Result result = site.fetch(0, "--json");
    assertEquals("slow big,quick x", done(result));
    String time = result.out().replaceAll("(?s).*\"milliseconds\":(\\d+).*", "$1");
    assertTrue(Long.parseLong(time) > 1500, "2 MiB at 1 MiB per second took " + time + " ms");
    site.shell("rm -r in state");
    site.set("scheduler: {sftp_jobs: 2}");
    assertEquals("quick x,slow big", done(site.fetch(0, "--json")));
  }

  private static String done(Cli.Result result) {
    return DONE.matcher(result.out())
        .results()
        .map((MatchResult match) -> match.group(1) + " " + match.group(2))
        .collect(Collectors.joining(","));
  }

  @Test
  void asManyConnectionsAsAllowed() throws IOException {
    site.shell("mkdir -p remote/many && cd remote/many && touch $(seq 1500)");
    long before = logins();
    site.source("many", "connections: 1").set("fsync: false").fetch(0);
    assertEquals(1, logins() - before);
    assertEquals(1500, site.names("in/many").split(" ", -1).length);
  }

  private static long logins() {
    return sshd.log().lines().filter(line -> line.contains("Accepted publickey")).count();
  }

  @Test
  void aFileIsRememberedAsLongAsConfigured() throws IOException {
    site.put("a/x", "1", 1000);
    site.put("a/other", "1", 1000);
    site.shell("cp -p remote/a/x x");
    site.source("a").set("fsync: false").fetch(0);
    long seen = System.nanoTime();
    site.shell("rm remote/a/x in/a/x");
    site.fetch(0);
    site.shell("cp -p x remote/a/x");
    site.fetch(0);
    assertEquals("other=1", site.tree("in/a"), "remembered, as for 90 days");
    site.shell("rm remote/a/x");
    Await.until("a while has passed", () -> System.nanoTime() - seen > 2_000_000_000L);
    site.set("ledger_keep: 1s").fetch(0);
    site.shell("cp -p x remote/a/x");
    site.fetch(0);
    assertEquals("other=1 x=1", site.tree("in/a"), "forgotten");
  }
}
