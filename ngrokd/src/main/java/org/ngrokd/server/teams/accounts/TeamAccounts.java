package org.ngrokd.server.teams.accounts;

import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.ngrokd.server.access.Account;
import org.ngrokd.server.access.AccountSource;
import org.ngrokd.server.access.AskedName;
import org.ngrokd.server.access.Meters;
import org.ngrokd.server.access.Reservations;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.Store;
import org.ngrokd.server.teams.store.TokenRow;

/** The accounts of the database, for clients. Safe from any thread, and never makes one wait. */
public final class TeamAccounts implements AccountSource, Reservations, AutoCloseable {
  private final Store store;
  private final Clock clock;

  /**
   * Reads the accounts.
   *
   * @param reserved all names that are kept for anybody, those of these accounts too
   * @throws org.ngrokd.server.teams.store.StoreException when the database does not answer
   */
  public TeamAccounts(
      Store store,
      TeamsOptions.Accounts options,
      Reservations reserved,
      Meters meters,
      Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * Looks whether the database has changed. Answers at once; to be called every second.
   *
   * @param changed hears of it if so, on any thread
   */
  public void check(Runnable changed) {}

  /** The account of what {@link Account#key} says; empty for one of the file, or gone. */
  public Optional<AccountRow> withKey(String key) {
    return Optional.empty();
  }

  /** What {@link Account#key} says for an account. */
  public static String key(String accountId) {
    return "#" + accountId;
  }

  /** Whose token this is, and which; one that has ended or whose account is disabled is nobody's. */
  CompletionStage<Optional<KnownToken>> tokenOf(String token) {
    return CompletableFuture.completedFuture(Optional.empty());
  }

  @Override
  public CompletionStage<Optional<Account>> withToken(String token) {
    return CompletableFuture.completedFuture(Optional.empty());
  }

  @Override
  public CompletionStage<Boolean> isCurrent(Account account, String token) {
    return CompletableFuture.completedFuture(false);
  }

  @Override
  public String refusal(String token) {
    return "";
  }

  @Override
  public boolean isKept(AskedName name, String account) {
    return false;
  }

  @Override
  public boolean isKept(int port, String account) {
    return false;
  }

  @Override
  public void close() {}
}
