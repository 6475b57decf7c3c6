package io.fsl.action;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A ledger's file cannot be made sense of. */
final class LedgerDamagedException extends IOException {
  LedgerDamagedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
