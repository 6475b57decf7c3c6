package io.fsl.command;

import io.fsl.Exit;
import io.fsl.action.Ledger;
import io.fsl.action.LockedException;
import io.fsl.config.Config;
import io.fsl.config.ConfigException;
import io.fsl.config.CopyConfig;
import io.fsl.config.CopySource;
import io.fsl.config.FetchConfig;
import io.fsl.config.FetchSource;
import io.fsl.config.Settings;
import io.fsl.controller.Controller;
import io.fsl.controller.Listener;
import io.fsl.log.Logging;
import io.fsl.text.Reason;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A run of fetch or copy, from the configuration to the exit status. Each method goes one step
 * further in: configured, logged, locked, loop.
 *
 * @param <C> the command's configuration
 */
final class Run<C extends Config> {
  private final String command;
  private final String verb;
  private final LoopOptions options;
  private final Reader<C> reader;
  private final Controllers<C> controllers;
  private final Map<String, String> environment = System.getenv();
  private final Logger log;
  private final StandardError console = new StandardError();
  private final StandardOutput output = new StandardOutput(console::print);

  /** Reads the configuration. */
  interface Reader<C> {
    C read(Path file) throws ConfigException;
  }

  /** Makes the controller. */
  interface Controllers<C> {
    Controller of(C config, Ledger ledger, Listener listener, Set<String> only, boolean dryRun);
  }

  /**
   * @param command its name
   * @param verb what it does with a file, in the past tense
   */
  Run(
      String command,
      String verb,
      LoopOptions options,
      Reader<C> reader,
      Controllers<C> controllers) {
    this.command = command;
    this.verb = verb;
    this.options = options;
    this.reader = reader;
    this.controllers = controllers;
    this.log = Logger.getLogger("io.fsl." + command);
  }

  /**
   * Runs the command to its end.
   *
   * @param usualName the name of the configuration file to look for if none is given
   * @return the exit status
   * @throws Refusal if the run cannot begin
   */
  int run(String usualName) throws Refusal {
    try {
      return configured(usualName).status();
    } catch (Refusal e) {
      tellJson(e);
      throw e;
    }
  }

  private void tellJson(Refusal e) {
    if (options.json) {
      new JsonLines(output::line, command).refused(e);
    }
  }

  private Exit configured(String usualName) throws Refusal {
    Path file = options.configFile(usualName, environment);
    C config = read(file);
    Path logs = options.logFolder(config.settings());
    try (Logging logging = Logging.start(options.verbosity(), logs, console::print)) {
      return logged(config, logging);
    }
  }

  /** Whatever goes wrong inside is told in the log: nobody may be there to see the console. */
  private Exit logged(C config, Logging logging) {
    AtomicReference<Exit> threads = new AtomicReference<>(Exit.OK);
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> {
      threads.set(Exit.INTERNAL);
      fault(" in " + thread.getName(), e);
    });
    try {
      log.info(() -> "configuration: " + config.settings().file());
      config.warnings().forEach(log::warning);
      Exit worst = Exit.worst(locked(config, logging), output.status());
      return Exit.worst(worst, threads.get());
    } catch (Refusal e) {
      e.messages().forEach(log::severe);
      e.hints().forEach(hint -> log.severe("hint: " + hint));
      tellJson(e);
      return e.exit();
    } catch (RuntimeException | Error e) {
      fault("", e);
      return Exit.INTERNAL;
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(null);
    }
  }

  private void fault(String where, Throwable e) {
    log.severe("internal error" + where + ": " + e);
    log.log(Level.FINE, "internal error" + where, e);
  }

  /** The configuration, in which all sources of {@code --only} are. */
  private C read(Path file) throws Refusal {
    try {
      C config = reader.read(file);
      new SourceNames(sources(config)).mustHave(options.only, file);
      return config;
    } catch (ConfigException e) {
      throw new Refusal(Exit.CONFIGURATION, e.problems(), List.of());
    }
  }

  private static List<String> sources(Config config) {
    return switch (config) {
      case FetchConfig fetch -> fetch.sources().stream().map(FetchSource::name).toList();
      case CopyConfig copy -> copy.sources().stream().map(CopySource::name).toList();
    };
  }

  private Exit locked(C config, Logging logging) throws Refusal {
    try (Ledger ledger = open(config.settings())) {
      return loop(config, ledger, logging);
    } catch (LockedException e) {
      if (options.ifLocked == IfLocked.ok) {
        log.info(() -> "another run is under way: " + e.getMessage());
        return Exit.OK;
      }
      throw new Refusal(
          Exit.LOCKED,
          "another run of " + config.settings().file() + " is under way: " + e.getMessage(),
          "--if-locked ok makes that exit status 0");
    } catch (FileSystemException e) {
      throw new Refusal(
          Exit.CANNOT_CREATE, "no ledger: " + Reason.of(e), "--state-dir names another folder");
    } catch (IOException e) {
      throw new Refusal(Exit.INPUT_OUTPUT, "ledger: " + Reason.of(e));
    }
  }

  /** Opens the ledger; a dry run only reads it. */
  private Ledger open(Settings settings) throws IOException {
    String file = settings.file().getFileName().toString();
    int dot = file.lastIndexOf('.');
    String name = (dot > 0 ? file.substring(0, dot) : file) + "." + command;
    Path folder = settings.stateDir();
    return options.dryRun ? Ledger.peek(folder, name) : Ledger.open(folder, name, settings.fsync());
  }

  private Exit loop(C config, Ledger ledger, Logging logging) {
    try (Shutdown shutdown = Shutdown.listen(log, options.loops() == Loop.ENDLESS)) {
      Observer observer = Observer.of(observers(logging));
      Loop loop = new Loop(log, options.loops(), shutdown, observer);
      return loop.run(
          work(config, ledger, observer),
          old -> {
            logging.reopen();
            return reload(old, config.settings(), ledger, observer);
          });
    }
  }

  private List<Observer> observers(Logging logging) {
    List<Observer> observers = new ArrayList<>();
    if (options.showProgress()) {
      observers.add(new Progress(console));
    }
    observers.add(new OutcomeLog(log, verb, logging::together));
    if (options.json) {
      observers.add(new JsonLines(output::line, command));
    }
    return observers;
  }

  private Loop.Work work(C config, Ledger ledger, Listener listener) {
    return new Loop.Work(
        controllers.of(config, ledger, listener, options.only, options.dryRun),
        config.settings().pause());
  }

  /** Warns of changed settings that take no effect before the next start. */
  private void warnOfWhatStays(Settings first, Settings read) {
    if (first.fsync() != read.fsync()
        || !first.logDir().equals(read.logDir())
        || !first.stateDir().equals(read.stateDir())) {
      log.warning("fsync, log_dir and state_dir stay as they were until fsl is started again");
    }
  }

  private Loop.Work reload(Loop.Work old, Settings first, Ledger ledger, Listener listener) {
    Path file = first.file();
    try {
      C config = read(file);
      config.warnings().forEach(log::warning);
      warnOfWhatStays(first, config.settings());
      old.controller().close();
      log.info(() -> "read again: " + file);
      return work(config, ledger, listener);
    } catch (Refusal e) {
      e.messages().forEach(log::severe);
      log.severe("the configuration read before stays");
      return old;
    }
  }
}
