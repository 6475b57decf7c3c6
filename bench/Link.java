package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The way to the server: the loopback interface, or one with latency between two network
 * namespaces, which {@code bench/link} makes and takes away.
 *
 * @param address of the server
 * @param server what a command line on the server's side starts with
 * @param client what a command line on the other side starts with
 */
record Link(String address, List<String> server, List<String> client, Runnable end)
    implements AutoCloseable {
  private static final Path TUNNELS = Path.of("/dev/net/tun");
  private static final String SERVER_OF_LINK = "10.99.0.2";

  static boolean canOpen(int milliseconds) {
    return milliseconds == 0 || (Server.user().equals("root") && Files.isWritable(TUNNELS));
  }

  /**
   * @param milliseconds that a round trip takes; 0: as short as can be
   */
  static Link open(int milliseconds, Site site) throws IOException {
    if (milliseconds == 0) {
      return new Link("127.0.0.1", List.of(), List.of(), () -> {});
    }
    Path output = site.server().resolve("link.log");
    String script = Path.of("bench/link").toAbsolutePath().toString();
    Process process = site.start(List.of(script, Integer.toString(milliseconds)), output);
    String[] ready = Await.line(process, output, "ready ").split(" ");
    return new Link(SERVER_OF_LINK, inside(ready[2]), inside(ready[1]), () -> site.end(process));
  }

  private static List<String> inside(String namespace) {
    return List.of("ip", "netns", "exec", namespace);
  }

  @Override
  public void close() {
    end.run();
  }
}
