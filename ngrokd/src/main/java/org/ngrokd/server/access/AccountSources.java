package org.ngrokd.server.access;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that accounts come from: the file of users, where there is one, then others in the order in
 * which they were added. Without any of them everybody may open tunnels. What is reserved in one
 * counts in all. Safe from any thread.
 */
public final class AccountSources implements AccountSource, Reservations, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AccountSources.class);

  private final Optional<FileAccounts> file;
  private final List<AccountSource> sources = new CopyOnWriteArrayList<>();
  private final List<Reservations> reservations = new CopyOnWriteArrayList<>();

  /**
   * Reads the file, if there is one.
   *
   * @throws org.ngrokd.kit.cli.UserException when it cannot be read or is wrong: all its errors, a
   *     line each
   */
  public AccountSources(AccessOptions options, Meters meters) {
    this.file = options.authFile().map(users -> new FileAccounts(users, this, meters));
    file.ifPresent(users -> add(users, users));
  }

  /** Adds a source, and what is reserved there. Before the first client comes. */
  public void add(AccountSource source, Reservations reserved) {
    sources.add(source);
    reservations.add(reserved);
  }

  /** What is reserved in the file alone. */
  public Reservations ofFile() {
    return file.<Reservations>map(users -> users).orElse(NONE);
  }

  /**
   * Prepares to take up the file of users as it is now. Reads it: not on an event loop.
   *
   * @return what takes it up, and says whether anything has changed
   * @throws org.ngrokd.kit.cli.UserException when it is wrong: all its errors, a line each
   */
  public Supplier<Boolean> prepare() {
    return file.map(FileAccounts::prepare).orElseGet(() -> () -> false);
  }

  /** Whether everybody may open tunnels. */
  public boolean isOpen() {
    return sources.isEmpty();
  }

  /** Warns where everybody may open tunnels. */
  public void warnIfOpen() {
    if (isOpen()) {
      LOG.warn(
          "Anybody who reaches the tunnel port may open tunnels; -authFile makes ngrokd ask for"
              + " tokens ('ngrokd token new NAME' makes them)");
    }
  }

  @Override
  public boolean check() {
    return sources.stream().filter(AccountSource::check).count() > 0; // all of them
  }

  @Override
  public CompletionStage<Optional<Account>> withToken(String token) {
    return first(source -> source.withToken(token));
  }

  @Override
  public CompletionStage<Optional<Account>> withKey(String fingerprint) {
    return first(source -> source.withKey(fingerprint));
  }

  @Override
  public CompletionStage<Optional<Account>> named(String principal) {
    return first(source -> source.named(principal));
  }

  private CompletionStage<Optional<Account>> first(
      Function<AccountSource, CompletionStage<Optional<Account>>> question) {
    return sources.isEmpty()
        ? CompletableFuture.completedFuture(Optional.of(Account.ANYBODY))
        : first(question, sources.iterator(), null);
  }

  /** One that cannot tell does not keep the others from knowing who it is. */
  private static CompletionStage<Optional<Account>> first(
      Function<AccountSource, CompletionStage<Optional<Account>>> question,
      Iterator<AccountSource> left,
      @Nullable Throwable failure) {
    if (!left.hasNext()) {
      return failure == null
          ? CompletableFuture.completedFuture(Optional.empty())
          : CompletableFuture.failedFuture(failure);
    }
    return question
        .apply(left.next())
        .handle(
            (found, failed) ->
                found != null && found.isPresent()
                    ? CompletableFuture.completedFuture(found)
                    : first(question, left, failed == null ? failure : failed))
        .thenCompose(next -> next);
  }

  @Override
  public CompletionStage<Boolean> isCurrent(Account account, String token) {
    return any(source -> source.isCurrent(account, token));
  }

  @Override
  public CompletionStage<Boolean> hasKey(Account account, String fingerprint) {
    return any(source -> source.hasKey(account, fingerprint));
  }

  @Override
  public CompletionStage<Boolean> isThere(Account account) {
    return any(source -> source.isThere(account));
  }

  private CompletionStage<Boolean> any(Function<AccountSource, CompletionStage<Boolean>> question) {
    return sources.isEmpty()
        ? CompletableFuture.completedFuture(true)
        : any(question, sources.iterator());
  }

  private static CompletionStage<Boolean> any(
      Function<AccountSource, CompletionStage<Boolean>> question, Iterator<AccountSource> left) {
    return question
        .apply(left.next())
        .thenCompose(
            isSo ->
                isSo || !left.hasNext()
                    ? CompletableFuture.completedFuture(isSo)
                    : any(question, left));
  }

  /** The last one's, who was asked after all the others. */
  @Override
  public String refusal(String token) {
    return sources.isEmpty() ? "" : sources.get(sources.size() - 1).refusal(token);
  }

  @Override
  public boolean isKept(AskedName name, String account) {
    return reservations.stream().anyMatch(each -> each.isKept(name, account));
  }

  @Override
  public boolean isKept(int port, String account) {
    return reservations.stream().anyMatch(each -> each.isKept(port, account));
  }

  @Override
  public void close() {
    file.ifPresent(FileAccounts::close);
  }
}
