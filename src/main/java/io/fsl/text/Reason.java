package io.fsl.text;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/**
 * Why something failed, as users read it in logs, outcomes and on the console: the path, a colon,
 * and the system's own words for the error, such as {@code /data/x: No space left on device}. Java
 * leaves the words out where it has an exception of its own for an error.
 */
public final class Reason {
  private Reason() {}

  /** The reason, with the path that it is about if the exception knows one. */
  public static String of(Throwable failure) {
    Throwable cause = cause(failure);
    return cause instanceof FileSystemException e && e.getFile() != null
        ? paths(e) + ": " + words(e)
        : message(cause);
  }

  /** The reason alone, for a message that names the path itself. */
  public static String withoutPath(Throwable failure) {
    Throwable cause = cause(failure);
    return cause instanceof FileSystemException e ? words(e) : message(cause);
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof UncheckedIOException e && e.getCause() != null
        ? e.getCause()
        : failure;
  }

  private static String paths(FileSystemException e) {
    return e.getOtherFile() == null ? e.getFile() : e.getFile() + " -> " + e.getOtherFile();
  }

  private static String words(FileSystemException e) {
    return switch (e) {
      case FileSystemException said when said.getReason() != null -> said.getReason();
      case NoSuchFileException _ -> "No such file or directory";
      case AccessDeniedException _ -> "Permission denied";
      case FileAlreadyExistsException _ -> "File exists";
      case NotDirectoryException _ -> "Not a directory";
      case DirectoryNotEmptyException _ -> "Directory not empty";
      case FileSystemLoopException _ -> "Too many levels of symbolic links";
      default -> e.getClass().getSimpleName();
    };
  }

  /** An unchecked exception is a fault of the program, of which its type tells most. */
  private static String message(Throwable e) {
    boolean fault = e instanceof RuntimeException || e instanceof Error;
    return fault || e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
