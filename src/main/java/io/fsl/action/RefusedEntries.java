package io.fsl.action;

import io.fsl.config.FetchSource;
import io.fsl.linux.PathBytes;
import io.fsl.sftp.Attributes;
import io.fsl.sftp.Entry;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Reports the entries of a remote listing that are not taken, such as names that are not safe.
 *
 * @param told receives a failed outcome for each
 */
record RefusedEntries(FetchSource source, Consumer<Outcome> told) {

  /** A name that no pattern selects is nobody's business; below a folder, some may be selected. */
  void entry(Path folder, Entry entry, String reason) {
    String name = entry.name().toString();
    String prefix = folder.toString().isEmpty() ? "" : folder + "/";
    boolean isFolder = entry.attributes().type() == Attributes.Type.FOLDER;
    if ((isFolder && !name.equals(WorkFolder.NAME))
        || name.isEmpty()
        || source.files().selects(prefix + name.replace('/', '_'))) {
      told.accept(new Outcome.Failed(source.name(), prefix + name, Trouble.FILE, reason));
    }
  }

  /** Reports a file or folder whose name is safe, but that cannot be taken for another reason. */
  void file(Path relative, String reason) {
    told.accept(
        new Outcome.Failed(source.name(), PathBytes.printable(relative), Trouble.FILE, reason));
  }
}
