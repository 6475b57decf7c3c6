package io.fsl.action;

import io.fsl.action.FetchLedger.Transfer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.List;
import java.util.Optional;

/** The part of a file that an earlier run left. */
final class EarlierPart {
  private EarlierPart() {}

  /**
   * How far its ranges are, as far as the ledger vouches for them; the part of another version is
   * removed.
   *
   * @return empty: there is no part
   */
  static List<Range> ranges(RemoteFile file, WorkFolder folder, FetchLedger ledger)
      throws IOException {
    Optional<Transfer> known = ledger.transfer(file.path());
    if (known.isEmpty()) {
      return List.of();
    }
    RemoteFile version = known.get().file();
    boolean same = version.size() == file.size() && version.mtime() == file.mtime();
    if (same && Files.isRegularFile(folder.resolve(file.partName()), LinkOption.NOFOLLOW_LINKS)) {
      return known.get().ranges();
    }
    ledger.forgetTransfer(file.path());
    Files.deleteIfExists(folder.resolve(version.partName()));
    return List.of();
  }
}
