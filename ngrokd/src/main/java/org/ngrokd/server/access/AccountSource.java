package org.ngrokd.server.access;

import java.util.Optional;
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
