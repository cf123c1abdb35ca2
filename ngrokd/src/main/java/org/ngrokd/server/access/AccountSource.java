package org.ngrokd.server.access;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Where accounts come from: the file of users, the database of teams ({@link AccountSources}). It
 * is asked on event loops, which it must not block; what it answers may come later, on any thread.
 * While it cannot answer, nobody new comes in, and whoever is there stays.
 */
public interface AccountSource {
  /**
   * Whose token this is.
   *
   * @return empty when it is nobody's; fails when that cannot be known now
   */
  CompletionStage<Optional<Account>> withToken(String token);

  /**
   * Whether a token is still this account's.
   *
   * @return fails when that cannot be known now; then the token is as good as it was
   */
  CompletionStage<Boolean> isCurrent(Account account, String token);

  /**
   * Whose public key this is.
   *
   * @param fingerprint as {@link PublicKeyText#fingerprint} says it
   * @return empty when it is nobody's; fails when that cannot be known now
   */
  default CompletionStage<Optional<Account>> withKey(String fingerprint) {
    return CompletableFuture.completedFuture(Optional.empty());
  }

  /**
   * Whether a public key is still this account's.
   *
   * @return fails when that cannot be known now; then the key is as good as it was
   */
  default CompletionStage<Boolean> hasKey(Account account, String fingerprint) {
    return CompletableFuture.completedFuture(false);
  }

  /**
   * Whom a certificate names that somebody trusted has signed.
   *
   * @param principal the account's name, or its e-mail address where no other account has it
   * @return empty when nobody is called so; fails when that cannot be known now
   */
  default CompletionStage<Optional<Account>> named(String principal) {
    return CompletableFuture.completedFuture(Optional.empty());
  }

  /**
   * Whether there still is such an account, and it may come in: for who came by its name.
   *
   * @return fails when that cannot be known now; then it is there as it was
   */
  default CompletionStage<Boolean> isThere(Account account) {
    return CompletableFuture.completedFuture(false);
  }

  /** What somebody is told whose token is nobody's: one line that says what to do. */
  String refusal(String token);

  /**
   * Takes up what has changed; to be called every second, not on an event loop.
   *
   * @return whether somebody may have lost what they had
   */
  default boolean check() {
    return false;
  }
}
