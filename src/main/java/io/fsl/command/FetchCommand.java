package io.fsl.command;

import io.fsl.config.ConfigReader;
import io.fsl.config.FetchConfig;
import io.fsl.controller.FetchController;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code fsl fetch}. */
@Command(
    name = "fetch",
    description = "Fetch files over SFTP into local folders, as fetcher.yml says.")
public final class FetchCommand implements Callable<Integer> {
  @Mixin private LoopOptions options = new LoopOptions();

  @Override
  public Integer call() throws Refusal {
    ConfigReader reader = options.reader(System.getenv());
    boolean endless = options.loops() == Loop.ENDLESS;
    Run.Controllers<FetchConfig> controllers =
        (config, ledger, listener, only, dryRun) ->
            new FetchController(config, ledger, listener, only, dryRun, endless);
    return new Run<>("fetch", "fetched", options, reader::fetch, controllers).run("fetcher.yml");
  }
}
