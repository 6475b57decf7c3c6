package io.fsl.action;

import java.io.IOException;

/** A ledger's file cannot be made sense of. */
final class LedgerDamagedException extends IOException {
  LedgerDamagedException(String message, Throwable cause) {
    super(message, cause);
  }
}
