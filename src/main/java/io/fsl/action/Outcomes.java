package io.fsl.action;

import io.fsl.sftp.AuthenticationException;
import io.fsl.sftp.ConnectionLostException;
import io.fsl.sftp.RemoteException;
import io.fsl.sftp.UnreachableException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Locale;

/** Turns what went wrong with a file into its outcome. */
public final class Outcomes {
  private Outcomes() {}

  /** The outcome of a remote file that did not make it. */
  public static Outcome of(RemoteFile file, Throwable failure) {
    return switch (failure) {
      case ChangedException e -> new Outcome.Skipped(file.source(), file.name(), message(e));
      case WaitingException e -> new Outcome.Skipped(file.source(), file.name(), message(e));
      case RemoteException e when e.noSuchFile() ->
          new Outcome.Skipped(file.source(), file.name(), "it vanished before it was fetched");
      default -> new Outcome.Failed(file.source(), file.name(), trouble(failure), message(failure));
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

  /** Whether the server says that there is no such file. */
  public static boolean isGone(Throwable failure) {
    return DownloadFile.cause(failure) instanceof RemoteException answer && answer.noSuchFile();
  }

  /** What went wrong behind a future, to be thrown. */
  public static IOException exception(Throwable failure) {
    Throwable cause = DownloadFile.cause(failure);
    return cause instanceof IOException io ? io : new IOException(cause);
  }

  /** A message that names what it is about: some exceptions of the JDK have just a path. */
  public static String message(Throwable failure) {
    String message = failure.getMessage();
    if (failure instanceof FileSystemException e && e.getReason() == null) {
      String kind = e.getClass().getSimpleName().replace("Exception", "");
      return message + ": " + kind.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }
    return message == null ? failure.toString() : message;
  }
}
