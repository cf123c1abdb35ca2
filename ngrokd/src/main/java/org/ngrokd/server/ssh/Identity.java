package org.ngrokd.server.ssh;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.ngrokd.server.access.Account;
import org.ngrokd.server.access.AccountSource;

/**
 * Who somebody is that came by ssh, and by what that was seen. Immutable.
 *
 * @param proof what the account knows it by
 * @param fingerprint of the key that it has shown it has, "SHA256:…"; empty: it showed none
 */
record Identity(Account account, Proof proof, Optional<String> fingerprint) {
  /** By what an account was recognized. */
  sealed interface Proof {
    /** For the log, after the name: "with its token". */
    String said();
  }

  /** Its token; "" where there are no accounts. */
  record Token(String token) implements Proof {
    @Override
    public String said() {
      return "with the token of";
    }

    /** The token stays out. */
    @Override
    public String toString() {
      return "Token";
    }
  }

  /** A key that the account lists. */
  record Key(String fingerprint) implements Proof {
    @Override
    public String said() {
      return "with a key of";
    }
  }

  /** A certificate that names it. */
  record Certificate(String id) implements Proof {
    @Override
    public String said() {
      return "with a certificate for";
    }
  }

  /** Whether it still may be here; fails when that cannot be known now. */
  CompletionStage<Boolean> isCurrent(AccountSource accounts) {
    if (proof instanceof Token token) {
      return accounts.isCurrent(account, token.token());
    } else if (proof instanceof Key key) {
      return accounts.hasKey(account, key.fingerprint());
    }
    return account.key().isEmpty()
        ? CompletableFuture.completedFuture(true)
        : accounts.isThere(account);
  }

  /**
   * What names are remembered for: who comes again with the same key, or for the same account, gets
   * the same ones.
   *
   * @param stranger of one of whom neither is known
   */
  String clientId(String stranger) {
    return "ssh " + fingerprint.orElse(account.key().isEmpty() ? stranger : account.key());
  }
}
