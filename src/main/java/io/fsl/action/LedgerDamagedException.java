package io.fsl.action;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A ledger's file is damaged, or is no ledger at all. */
final class LedgerDamagedException extends IOException {
  LedgerDamagedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
