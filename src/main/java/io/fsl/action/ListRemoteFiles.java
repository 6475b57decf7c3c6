package io.fsl.action;

import io.fsl.action.SafeName.UnsafeNameException;
import io.fsl.config.FetchSource;
import io.fsl.config.Order;
import io.fsl.sftp.Attributes;
import io.fsl.sftp.Entry;
import io.fsl.sftp.Remote;
import io.fsl.sftp.RemoteException;
import io.fsl.sftp.RemotePath;
import io.fsl.text.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Walks the remote folder of a source and hands on the files that are selected, their names proven
 * safe. Folders that can hold no such file are not entered. Without an order they are handed on as
 * they come, and nothing is held in memory.
 */
public final class ListRemoteFiles {
  /** Names of files put aside, to be removed or moved, that are remembered at most. */
  private static final int REMOVING_MAX = 1000;

  /** STATs on their way at once. */
  private static final int LOOKS = 64;

  private final Remote remote;
  private final FetchSource source;
  private final RemotePath root;
  private final RemotePath leftOut;
  private final DoneMarkers markers;
  private final Retries retries;
  private final RefusedEntries refusals;
  private final Map<Path, Instant> markerTimes = new HashMap<>();
  private final Set<RemotePath> removing = new LinkedHashSet<>();

  /**
   * @param leftOut a folder that is not entered: where files are moved to
   * @param markers names that are markers of other files, and so no files themselves
   * @param refused is told of names and entries that are refused
   */
  public ListRemoteFiles(
      Remote remote,
      FetchSource source,
      RemotePath leftOut,
      DoneMarkers markers,
      Retries retries,
      Consumer<Outcome> refused) {
    this.remote = remote;
    this.source = source;
    this.root = FinishRemote.folder(source);
    this.leftOut = leftOut;
    this.markers = markers;
    this.retries = retries;
    this.refusals = new RefusedEntries(source, refused);
  }

  /** When the marker of a file was last modified, if the listing has it; null: it has not. */
  public @Nullable Instant markerTime(RemoteFile file) {
    return markers
        .markerOf(file.relative())
        .map(Path::normalize)
        .map(markerTimes::get)
        .orElse(null);
  }

  /** The files that the listing has of those about to be removed or moved, or some of them. */
  public Set<RemotePath> removing() {
    return Set.copyOf(removing);
  }

  /**
   * Lists everything once. With markers the files are handed on at the end: a marker may be listed
   * after its file.
   *
   * @param each may block, which holds up the listing; it gets a file again when a lost connection
   *     had its folder listed again
   * @return whether all folders could be listed
   * @throws IOException when the listing is not complete
   */
  public boolean forEach(Consumer<RemoteFile> each) throws IOException {
    markerTimes.clear();
    removing.clear();
    if (source.order().by() == Order.By.NONE && !markers.isUsed()) {
      return walk(each);
    }
    HeldFiles all = new HeldFiles(source.name(), root);
    boolean complete = walk(all::add);
    all.drain(source.order(), each);
    return complete;
  }

  private boolean walk(Consumer<RemoteFile> each) throws IOException {
    boolean complete = true;
    Deque<Folder> folders = new ArrayDeque<>();
    folders.add(new Folder(root, Path.of("")));
    while (!folders.isEmpty()) {
      Folder folder = folders.remove();
      announce(folders);
      complete &= walk(folder, folders, each);
    }
    return complete;
  }

  private void announce(Deque<Folder> folders) {
    for (Folder next : folders) {
      if (!remote.listSoon(next.path())) {
        return;
      }
    }
  }

  /** A sub-folder that cannot be listed does not keep the others from being walked. */
  private boolean walk(Folder folder, Deque<Folder> folders, Consumer<RemoteFile> each)
      throws IOException {
    List<Listed> unclear = new ArrayList<>();
    Deque<Folder> found = new ArrayDeque<>();
    try {
      retries.blocking(
          () -> "list " + folder.path(),
          () -> {
            unclear.clear();
            found.clear();
            remote.list(folder.path(), entry -> sort(folder, entry, found, unclear, each));
          });
    } catch (RemoteException e) {
      if (folder.path().equals(root)) {
        throw e;
      }
      boolean vanished = e.noSuchFile();
      if (!vanished) {
        refusals.file(folder.relative(), Reason.of(e));
      }
      return vanished;
    }
    folders.addAll(found);
    clarify(unclear, folders, each);
    return true;
  }

  /** What an entry is: a folder to walk, a file to hand on, or something that needs a STAT. */
  private void sort(
      Folder folder,
      Entry entry,
      Deque<Folder> folders,
      List<Listed> unclear,
      Consumer<RemoteFile> each) {
    Attributes.Type type = entry.attributes().type();
    if (type == Attributes.Type.OTHER || (type == Attributes.Type.FOLDER && !source.recursive())) {
      return;
    }
    Listed listed;
    try {
      listed = listed(folder, entry);
    } catch (UnsafeNameException e) {
      refusals.entry(folder.relative(), entry, Reason.of(e));
      return;
    }
    switch (type) {
      case FILE -> {
        if (!entry.attributes().complete()) {
          unclear.add(listed);
        } else {
          file(listed, entry.attributes(), each);
        }
      }
      case FOLDER -> enter(listed, folders);
      case LINK -> {
        if (isOfInterest(listed)) {
          unclear.add(listed);
        }
      }
      case UNKNOWN -> unclear.add(listed);
      case OTHER -> {
        // devices, sockets and pipes are left alone
      }
    }
  }

  private boolean isOfInterest(Listed listed) {
    return markers.isMarker(listed.relative())
        || source.files().selects(listed.relative().toString());
  }

  private Listed listed(Folder folder, Entry entry) throws UnsafeNameException {
    Path name = SafeName.of(entry.name(), source.charset());
    return new Listed(
        folder.path().resolve(entry.name()),
        folder.relative().resolve(name),
        entry.attributes().type());
  }

  /** Done files are listed too: to ask for each one would take a round trip. */
  private void enter(Listed listed, Deque<Folder> folders) {
    Path folder = listed.relative();
    if (source.recursive()
        && !listed.path().equals(leftOut)
        && (source.files().mayHold(folder.toString()) || markers.mayBeIn(folder))) {
      folders.add(new Folder(listed.path(), listed.relative()));
    }
  }

  private void file(Listed listed, Attributes attributes, Consumer<RemoteFile> each) {
    if (markers.isMarker(listed.relative())) {
      markerTimes.put(listed.relative(), Instant.ofEpochSecond(attributes.mtime()));
      return;
    }
    if (AsideName.isOne(listed.relative())) {
      if (removing.size() < REMOVING_MAX) {
        removing.add(listed.path());
      }
    } else if (source.files().selects(listed.relative().toString())) {
      each.accept(
          new RemoteFile(
              source.name(),
              listed.path(),
              listed.relative(),
              attributes.size(),
              attributes.mtime()));
    }
  }

  /** Links, and entries that the listing says too little of. A link to a folder is not walked. */
  private void clarify(List<Listed> unclear, Deque<Folder> folders, Consumer<RemoteFile> each)
      throws IOException {
    Deque<Look> looks = new ArrayDeque<>();
    for (Listed listed : unclear) {
      looks.add(
          new Look(
              listed, retries.of(() -> "stat " + listed.path(), () -> remote.stat(listed.path()))));
      if (looks.size() == LOOKS) {
        clarify(looks.remove(), folders, each);
      }
    }
    while (!looks.isEmpty()) {
      clarify(looks.remove(), folders, each);
    }
  }

  private void clarify(Look look, Deque<Folder> folders, Consumer<RemoteFile> each)
      throws IOException {
    Listed listed = look.listed();
    try {
      Attributes attributes = look.shown().join();
      switch (attributes.type()) {
        case FILE, UNKNOWN -> statted(listed, attributes, each);
        case FOLDER -> {
          if (listed.type() != Attributes.Type.LINK) {
            enter(listed, folders);
          }
        }
        case LINK, OTHER -> {
          // left alone
        }
      }
    } catch (CompletionException e) {
      unreadable(listed, e);
    }
  }

  private void statted(Listed listed, Attributes attributes, Consumer<RemoteFile> each) {
    if (attributes.size() == Attributes.UNKNOWN || attributes.mtime() == Attributes.UNKNOWN) {
      if (source.files().selects(listed.relative().toString())) {
        refusals.file(listed.relative(), "the server does not tell its size and time");
      }
    } else {
      file(listed, attributes, each);
    }
  }

  private void unreadable(Listed listed, CompletionException failure) throws IOException {
    if (!(failure.getCause() instanceof RemoteException answer)) {
      throw failure.getCause() instanceof IOException io ? io : new IOException(failure);
    }
    boolean danglingLink = answer.noSuchFile();
    if (!danglingLink && source.files().selects(listed.relative().toString())) {
      refusals.file(listed.relative(), Reason.of(answer));
    }
  }

  private record Folder(RemotePath path, Path relative) {}

  private record Listed(RemotePath path, Path relative, Attributes.Type type) {}

  /** A STAT on its way. */
  private record Look(Listed listed, CompletableFuture<Attributes> shown) {}
}
