package io.fsl.action;

import static java.util.stream.Collectors.toSet;

import io.fsl.sftp.Attributes;
import io.fsl.sftp.Remote;
import io.fsl.sftp.RemoteException;
import io.fsl.sftp.RemotePath;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Warns of files on the server, and done files, that were put aside to be removed or moved, but of
 * which the ledger knows nothing, as after it was lost: nobody will do so, and they are not fetched
 * either.
 */
public final class WarnOfStrays {
  private static final Logger LOG = Logger.getLogger("io.fsl.finish");

  private final Remote remote;
  private final Ledger ledger;

  public WarnOfStrays(Remote remote, Ledger ledger) {
    this.remote = remote;
    this.ledger = ledger;
  }

  /**
   * Warns of those that are still there.
   *
   * @param removing files of such names, as they were listed
   */
  public void warn(Set<RemotePath> removing) throws IOException {
    if (removing.isEmpty()) {
      return;
    }
    Set<String> unknown = removing.stream().map(AsideName::partName).collect(toSet());
    FetchLedger.forEachTransfer(ledger, known -> unknown.remove(known.file().partName()));
    Map<RemotePath, CompletableFuture<Attributes>> strays = new LinkedHashMap<>();
    for (RemotePath path : removing) {
      if (unknown.contains(AsideName.partName(path))) {
        strays.put(path, remote.statLink(path));
      }
    }
    for (Map.Entry<RemotePath, CompletableFuture<Attributes>> stray : strays.entrySet()) {
      if (isThere(stray.getValue())) {
        LOG.log(
            Level.WARNING,
            "{0}: an earlier run renamed a file, or its done file, to this before it removed or"
                + " moved it, and the ledger does not know it any more, so that it stays; if it is"
                + " still wanted, rename it back, and the file is fetched, else remove it",
            stray.getKey());
      }
    }
  }

  private static boolean isThere(CompletableFuture<Attributes> look) throws IOException {
    try {
      look.join();
      return true;
    } catch (CompletionException e) {
      if (Outcomes.cause(e) instanceof RemoteException answer) {
        return !answer.noSuchFile();
      }
      throw Outcomes.exception(e);
    }
  }
}
