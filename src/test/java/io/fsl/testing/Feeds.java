package io.fsl.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fsl.config.AfterFetch;
import io.fsl.config.Credentials;
import io.fsl.config.FetchSource;
import io.fsl.config.HostKeyCheck;
import io.fsl.config.HostKeyPolicy;
import io.fsl.config.OnChange;
import io.fsl.config.Order;
import io.fsl.config.ReadinessRules;
import io.fsl.config.Selection;
import io.fsl.config.Server;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A source {@code feeds}: the folder {@code /out} of a server that nobody can log in to. */
public final class Feeds {
  private static final Server SERVER =
      new Server(
          "127.0.0.1",
          1,
          "u",
          new Credentials(null, List.of(), null),
          new HostKeyPolicy(List.of(), List.of(), HostKeyCheck.STRICT));

  private Feeds() {}

  /** All files of the folder itself. */
  public static FetchSource source(Path incoming, AfterFetch after) {
    Selection all = new Selection(List.of("*"));
    return source(incoming, null, all, false, ReadinessRules.NONE, Order.NONE, after);
  }

  public static FetchSource source(
      Path incoming,
      @Nullable Path archive,
      Selection files,
      boolean recursive,
      ReadinessRules readiness,
      Order order,
      AfterFetch after) {
    return new FetchSource(
        "feeds",
        SERVER,
        "/out",
        files,
        recursive,
        UTF_8,
        incoming,
        archive,
        List.of(),
        1000,
        readiness,
        order,
        OnChange.WAIT,
        after,
        4,
        null);
  }
}
