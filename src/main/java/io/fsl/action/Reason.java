package io.fsl.action;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.jspecify.annotations.Nullable;

/** Why something failed, for people: Java's file exceptions often tell the path alone. */
public final class Reason {
  private Reason() {}

  /** The reason, with the path that it is about. */
  public static String of(Throwable failure) {
    @Nullable Throwable cause =
        failure instanceof UncheckedIOException ? failure.getCause() : failure;
    return cause instanceof FileSystemException e && e.getReason() == null
        ? e.getFile() + ": " + kind(e)
        : describe(cause == null ? failure : cause);
  }

  private static String kind(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "no such file or folder";
      case AccessDeniedException _ -> "permission denied";
      case FileAlreadyExistsException _ -> "is there already";
      case NotDirectoryException _ -> "is not a folder";
      case DirectoryNotEmptyException _ -> "is a folder that is not empty";
      default -> e.getClass().getSimpleName();
    };
  }

  private static String describe(Throwable e) {
    String message = e.getMessage();
    return message == null || !(e instanceof IOException) ? e.toString() : message;
  }
}
