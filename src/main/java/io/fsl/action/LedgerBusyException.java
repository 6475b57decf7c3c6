package io.fsl.action;

import java.io.IOException;

/** Another process reads a ledger's file, for a moment. */
final class LedgerBusyException extends IOException {
  LedgerBusyException(String file) {
    super(file + ": in use by another process");
  }
}
