package io.fsl.action;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.fsl.linux.PathBytes;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names of the marker files by which producers say that a file is complete: {@code done_file}, with
 * {@code {name}} for the file's name and {@code {stem}} for its name without the last extension.
 * Names are taken as bytes, one char each.
 */
public final class DoneMarkers {
  private static final String NAME = "{name}";
  private static final String STEM = "{stem}";

  private final @Nullable String template;
  private final Pattern anyMarker;
  private final Pattern anyFolder;

  /**
   * @param template relative to the file's folder; null: there are no markers
   */
  public DoneMarkers(@Nullable String template) {
    this.template = template == null ? null : new String(template.getBytes(UTF_8), ISO_8859_1);
    this.anyMarker = Pattern.compile(this.template == null ? "(?!)" : pattern(this.template));
    this.anyFolder = Pattern.compile(this.template == null ? "(?!)" : folders(this.template));
  }

  private static String pattern(String template) {
    return "(?s)(?:.*/)?" + quoted(template);
  }

  private static String quoted(String template) {
    return Pattern.quote(template).replace(NAME, "\\E[^/]+\\Q").replace(STEM, "\\E[^/]+\\Q");
  }

  /** The pattern of the folders in which markers are beside their files, and of those above. */
  private static String folders(String template) {
    List<String> parts = List.of(template.split("/", -1));
    if (parts.size() == 1) {
      return "(?!)";
    }
    String below =
        parts.subList(1, parts.size() - 1).stream()
                .map(part -> "(?:/" + quoted(part))
                .collect(joining())
            + ")?".repeat(parts.size() - 2);
    return "(?s)(?:.*/)?" + quoted(parts.getFirst()) + below;
  }

  /** Whether files need a marker. */
  public boolean isUsed() {
    return template != null;
  }

  /** Whether several files may have the same marker. */
  public boolean isShared() {
    return template != null && !template.contains(NAME);
  }

  /** Where the marker of a file is, beside it; empty: there are no markers. */
  public Optional<Path> markerOf(Path file) {
    if (template == null) {
      return Optional.empty();
    }
    String name = chars(file.getFileName());
    int dot = name.lastIndexOf('.');
    String stem = dot > 0 ? name.substring(0, dot) : name;
    String marker = template.replace(STEM, stem).replace(NAME, name);
    return Optional.of(file.resolveSibling(PathBytes.path(marker.getBytes(ISO_8859_1))));
  }

  /** Whether a folder may hold markers of files that are not in it. */
  boolean mayBeIn(Path folder) {
    return anyFolder.matcher(chars(folder)).matches();
  }

  /** Whether a file is a marker itself. */
  public boolean isMarker(Path file) {
    return template != null && anyMarker.matcher(chars(file)).matches();
  }

  private static String chars(Path path) {
    return new String(PathBytes.of(path), ISO_8859_1);
  }
}
