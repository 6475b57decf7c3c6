package io.fsl.controller;

import io.fsl.action.DoneMarkers;
import io.fsl.action.ListRemoteFiles;
import io.fsl.action.Outcomes;
import io.fsl.action.RemoteFile;
import io.fsl.config.FetchSource;
import io.fsl.sftp.Attributes;
import io.fsl.sftp.Remote;
import io.fsl.sftp.RemotePath;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** When the done files of listed files were written, by the server's clock. */
record MarkerTimes(
    FetchSource source, ListRemoteFiles listing, Remote remote, DoneMarkers markers) {
  /**
   * The mtime of a file's done file; null: there is none. A done file in the same folder has been
   * listed; the server is asked about one in another folder.
   */
  @Nullable Instant of(RemoteFile file) throws IOException {
    Instant listed = listing.markerTime(file);
    Optional<RemotePath> marker =
        markers
            .markerOf(file.relative().getFileName())
            .filter(path -> path.getNameCount() > 1)
            .map(path ->
                file.path().parent().resolve(RemotePath.of(path.toString(), source.charset())));
    if (listed != null || marker.isEmpty()) {
      return listed;
    }
    try {
      Attributes found = remote.stat(marker.get()).join();
      return found.mtime() == Attributes.UNKNOWN ? null : Instant.ofEpochSecond(found.mtime());
    } catch (CompletionException e) {
      if (Outcomes.isGone(e)) {
        return null;
      }
      throw Outcomes.exception(e);
    }
  }
}
