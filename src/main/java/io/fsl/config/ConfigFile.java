package io.fsl.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** One configuration file on its way to a record. Used once. */
final class ConfigFile {
  private final Path file;
  private final Problems problems;
  private final Reading reading;
  private final LocalPaths paths;
  private final OwnFolders given;
  private final FolderOverlap folders = new FolderOverlap();

  ConfigFile(Path file, Map<String, String> environment) {
    this(file, environment, OwnFolders.CONFIGURED);
  }

  ConfigFile(Path file, Map<String, String> environment, OwnFolders given) {
    this.file = file;
    this.given = given;
    this.problems = new Problems(file.toString());
    this.reading = Reading.of(problems, new Variables(environment));
    this.paths = LocalPaths.of(absolute(), environment);
  }

  FetchConfig fetch() throws ConfigException {
    FetchSourceReader source = new FetchSourceReader(paths, folders);
    return read(new FetchReader(settings(), source, this::warnings)::read);
  }

  CopyConfig copy() throws ConfigException {
    CopySourceReader source = new CopySourceReader(paths, folders);
    return read(new CopyReader(settings(), source, this::warnings)::read);
  }

  /** The keys that were looked for, with {@code *} for the names that users choose. */
  Set<String> knownKeys() {
    return reading.known();
  }

  private <T> T read(Function<Section, T> reader) throws ConfigException {
    String text = ConfigText.read(file, problems);
    Section top = Section.top(reading, YamlTree.of(text, problems));
    T config = reader.apply(top);
    top.end();
    folders.check(problems);
    problems.throwIfAny();
    return config;
  }

  private SettingsReader settings() {
    return new SettingsReader(absolute(), paths, folders, given);
  }

  private List<String> warnings() {
    List<String> warnings =
        new ArrayList<>(SecretExposure.warnings(file, reading.literalSecrets()));
    reading
        .secretFiles()
        .forEach((secret, keys) -> warnings.addAll(SecretExposure.warnings(secret, keys)));
    warnings.addAll(folders.warnings());
    return warnings;
  }

  private Path absolute() {
    return file.toAbsolutePath().normalize();
  }
}
