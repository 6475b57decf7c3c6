package io.fsl.action;

import io.fsl.text.Reason;
import java.io.EOFException;
import java.io.IOException;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * What the exceptions of MVStore mean for a ledger: its file is in use, or no good, or the disk
 * fails.
 */
final class LedgerFailure {
  private LedgerFailure() {}

  /** The exception for the one who uses the ledger. */
  static IOException translate(String file, RuntimeException e) {
    @Nullable IOException cause = findIoException(e);
    int code = e instanceof MVStoreException m ? m.getErrorCode() : DataUtils.ERROR_FILE_CORRUPT;
    return switch (code) {
      case DataUtils.ERROR_FILE_LOCKED -> new LedgerBusyException(file);
      case DataUtils.ERROR_WRITING_FAILED, DataUtils.ERROR_CLOSED ->
          new IOException(describe(file, e, cause), e);
      case DataUtils.ERROR_READING_FAILED ->
          cause instanceof EOFException
              ? new LedgerDamagedException(describe(file, e, null), e)
              : new IOException(describe(file, e, cause), e);
      case DataUtils.ERROR_INTERNAL ->
          cause == null
              ? new LedgerDamagedException(describe(file, e, null), e)
              : new IOException(describe(file, e, cause), e);
      default -> new LedgerDamagedException(describe(file, e, null), e);
    };
  }

  private static String describe(String file, Throwable e, @Nullable IOException cause) {
    return file + ": " + (cause == null ? e.getMessage() : Reason.withoutPath(cause));
  }

  private static @Nullable IOException findIoException(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof IOException found) {
        return found;
      }
    }
    return null;
  }
}
