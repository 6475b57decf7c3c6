package io.fsl.config;

import java.util.List;

/** What fetcher.yml and copier.yml have in common. */
public sealed interface Config permits FetchConfig, CopyConfig {
  /** The settings that both have. */
  Settings settings();

  /** Things that are allowed but unwise, for the log, such as a password that others can read. */
  List<String> warnings();
}
