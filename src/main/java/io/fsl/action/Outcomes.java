package io.fsl.action;

import io.fsl.sftp.AuthenticationException;
import io.fsl.sftp.ConnectionLostException;
import io.fsl.sftp.RemoteException;
import io.fsl.sftp.UnreachableException;
import io.fsl.text.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletionException;

/** Turns what went wrong with a file into its outcome. */
public final class Outcomes {
  private Outcomes() {}

  /** The outcome of a remote file that did not make it. */
  public static Outcome of(RemoteFile file, Throwable failure) {
    return switch (failure) {
      case ChangedException e -> new Outcome.Skipped(file.source(), file.name(), Reason.of(e));
      case WaitingException e -> new Outcome.Skipped(file.source(), file.name(), Reason.of(e));
      case RemoteException e when e.noSuchFile() ->
          new Outcome.Skipped(file.source(), file.name(), "it vanished before it was fetched");
      default ->
          new Outcome.Failed(file.source(), file.name(), trouble(failure), Reason.of(failure));
    };
  }

  /** What kind of trouble it is. */
  public static Trouble trouble(Throwable failure) {
    return switch (failure) {
      case AuthenticationException e -> Trouble.ACCESS;
      case UnreachableException e -> Trouble.UNREACHABLE;
      case ConnectionLostException e -> Trouble.UNREACHABLE;
      case DiskFullException e -> Trouble.SPACE;
      case IOException e -> Trouble.FILE;
      default -> Trouble.INTERNAL;
    };
  }

  /** What kind of trouble it is that a folder cannot be created, or made ready. */
  public static Trouble ofCreating(IOException failure) {
    return failure instanceof DiskFullException ? Trouble.SPACE : Trouble.CANNOT_CREATE;
  }

  /** What really went wrong, behind the wrappers of futures and of the ledger. */
  public static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null
        && (cause instanceof CompletionException || cause instanceof UncheckedIOException)) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** Whether the server says that there is no such file. */
  public static boolean isGone(Throwable failure) {
    return cause(failure) instanceof RemoteException answer && answer.noSuchFile();
  }

  /** The exception that a future failed with, as one that can be thrown. */
  public static IOException exception(Throwable failure) {
    Throwable cause = cause(failure);
    return cause instanceof IOException io ? io : new IOException(cause);
  }
}
