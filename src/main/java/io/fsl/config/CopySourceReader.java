package io.fsl.config;

import java.nio.file.Path;
import java.util.List;

/** Reads one entry of {@code file_sources}. */
final class CopySourceReader {
  private final LocalPaths paths;
  private final FolderOverlap folders;

  CopySourceReader(LocalPaths paths, FolderOverlap folders) {
    this.paths = paths;
    this.folders = folders;
  }

  CopySource read(String name, Section source) {
    boolean recursive = source.or("recursive", Form.yesOrNo(), false);
    Form<Path> incoming =
        folders.adding(
            paths.form(), FolderOverlap.Use.COPY, name, recursive, source.at("incoming"));
    return new CopySource(
        name,
        source.required("incoming", incoming),
        SelectionReader.or(source, "files_pattern", "*.*"),
        recursive,
        source.or("delete_incoming_file", Form.yesOrNo(), true),
        ReadinessReader.read(source),
        source.or("order_by", OrderForm.order(), Order.NONE),
        destinations(name, source, recursive));
  }

  private List<Destination> destinations(String name, Section source, boolean recursive) {
    DestinationReader reader = new DestinationReader(paths, folders, name, recursive);
    return source.named("copy_to", "expected at least one destination").entrySet().stream()
        .map(each -> reader.read(each.getKey(), each.getValue()))
        .toList();
  }
}
