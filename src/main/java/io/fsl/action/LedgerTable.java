package io.fsl.action;

import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A table in the file of a ledger. */
final class LedgerTable implements Ledger.Table {
  private final Ledger ledger;
  private final String name;

  LedgerTable(Ledger ledger, String name) {
    this.ledger = ledger;
    this.name = name;
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    return ledger.ask(store -> store.get(name, key));
  }

  @Override
  public void put(byte[] key, byte[] value) {
    ledger.change(store -> store.put(name, key, value));
    ledger.changed(key.length + value.length);
  }

  @Override
  public void remove(byte[] key) {
    ledger.change(store -> store.remove(name, key));
    ledger.changed(key.length);
  }

  @Override
  public void remove(byte[] key, Predicate<byte[]> which) {
    ledger.change(store -> store.remove(name, key, which));
    ledger.changed(key.length);
  }

  @Override
  public void forEach(byte[] prefix, byte[] from, BiPredicate<byte[], byte[]> each) {
    ledger.change(store -> store.forEach(name, prefix, from, each));
  }
}
