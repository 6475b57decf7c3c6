package io.fsl.command;

import io.fsl.config.ConfigReader;
import io.fsl.config.CopyConfig;
import io.fsl.controller.CopyController;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code fsl copy}. */
@Command(
    name = "copy",
    description = "Copy incoming files to all their destinations, as copier.yml says.")
public final class CopyCommand implements Callable<Integer> {
  @Mixin private LoopOptions options = new LoopOptions();

  @Override
  public Integer call() throws Refusal {
    ConfigReader reader = options.reader(System.getenv());
    return new Run<CopyConfig>("copy", "copied", options, reader::copy, CopyController::new)
        .run("copier.yml");
  }
}
