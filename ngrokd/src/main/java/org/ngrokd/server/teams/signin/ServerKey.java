package org.ngrokd.server.teams.signin;

import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.teams.store.Store;
import org.ngrokd.server.teams.store.Tables;

/**
 * The key with which this server signs what it gives to browsers. It is kept in the database, so
 * that nothing is void after a restart, and all servers of one database have the same. Safe from
 * any thread.
 */
final class ServerKey {
  private static final String NAME = "sign-in-key";
  private static final int BYTES = 32;

  private final Store store;
  private volatile byte @Nullable [] known;

  ServerKey(Store store) {
    this.store = store;
  }

  /** The key for a purpose, within a transaction. */
  byte[] in(Tables tables, String purpose) {
    byte[] root = known;
    if (root == null) {
      String text =
          tables
              .own()
              .find(NAME)
              .orElseGet(() -> tables.own().keep(NAME, Secrets.text(Secrets.random(BYTES))));
      root = Base64.getUrlDecoder().decode(text);
      known = root;
    }
    return Secrets.sign(root, purpose);
  }

  /** The key for a purpose; the database is asked once only. */
  CompletionStage<byte[]> later(String purpose) {
    return Optional.ofNullable(known)
        .map(root -> CompletableFuture.completedFuture(Secrets.sign(root, purpose)))
        .orElseGet(() -> store.later(tables -> in(tables, purpose)));
  }
}
