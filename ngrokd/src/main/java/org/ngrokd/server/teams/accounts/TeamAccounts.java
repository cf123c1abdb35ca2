package org.ngrokd.server.teams.accounts;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.ngrokd.server.access.Account;
import org.ngrokd.server.access.AccountSource;
import org.ngrokd.server.access.Allowance;
import org.ngrokd.server.access.AskedName;
import org.ngrokd.server.access.Meters;
import org.ngrokd.server.access.Reservations;
import org.ngrokd.server.access.TokenSearch;
import org.ngrokd.server.access.TokenText;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.NameKind;
import org.ngrokd.server.teams.store.Store;
import org.ngrokd.server.teams.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accounts of the database, for clients. They are in memory ({@link Book}): a token is found by
 * its id at once, and the database is asked only for one that is not known, once for all who show
 * such tokens at the same time ({@link CurrentBook}). Safe from any thread, and never makes one
 * wait.
 */
public final class TeamAccounts implements AccountSource, Reservations, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TeamAccounts.class);

  private final TeamsOptions.Accounts options;
  private final NameCheck.Words words;
  private final Clock clock;
  private final CurrentBook current;
  private final Notes notes;
  private final Surroundings around;
  private final TokenSearch search = new TokenSearch();
  private final Map<String, TeamAccount> live = new ConcurrentHashMap<>();

  /** Under which id a token is kept that had to be searched for, by {@link TokenText#key}. */
  private final Map<String, String> found = new ConcurrentHashMap<>();

  private volatile Runnable changed = () -> {};
  private volatile Instant checked;

  /**
   * Reads the accounts, and waits for them.
   *
   * @param reserved all names that are kept for anybody, those of these accounts too
   * @throws StoreException when the database does not answer
   * @throws org.ngrokd.kit.cli.UserException when the limits in the options are wrong
   */
  public TeamAccounts(
      Store store,
      TeamsOptions.Accounts options,
      Reservations reserved,
      Meters meters,
      Clock clock) {
    this.options = options;
    this.words = new NameCheck.Words(options.reservedNames());
    this.clock = clock;
    this.checked = clock.instant();
    this.notes = new Notes(store, clock);
    this.around = new Surroundings(Allowance.parse(options.limits()), reserved, meters, notes);
    this.current = new CurrentBook(store, meters.ticker(), book -> renewed());
    store.onChange(
        () -> {
          var unused = look();
        });
  }

  /**
   * From now on somebody hears of changes.
   *
   * @param listener is called on any thread
   */
  public void onChange(Runnable listener) {
    changed = listener;
  }

  /** Looks what other processes have changed, without waiting for it, and whose time is up. */
  @Override
  public boolean check() {
    Instant now = clock.instant();
    Instant before = checked;
    checked = now;
    notes.write();
    var unused = look();
    return current.last().hasEndBetween(before, now);
  }

  /** Looks what has changed, after this call; it completes when that is taken up, or cannot be. */
  CompletableFuture<Book> look() {
    return current.look().exceptionally(failure -> current.last()); // it is told there
  }

  private void renewed() {
    live.values().forEach(TeamAccount::renew);
    live.keySet().removeIf(id -> current.last().account(id).isEmpty());
    found.values().removeIf(id -> !current.last().hasToken(id));
    changed.run();
  }

  /**
   * The account of what {@link Account#key} says; empty for one of the file, or one that is gone.
   */
  public Optional<AccountRow> keptAs(String key) {
    return current.last().account(idOf(key));
  }

  /** What {@link Account#key} says for an account: no user of the file has such a name. */
  public static String key(String accountId) {
    return "#" + accountId;
  }

  private static String idOf(String key) {
    return key.startsWith("#") ? key.substring(1) : "";
  }

  /**
   * Whose token this is, and which; one that has ended or whose account is disabled is nobody's.
   */
  CompletionStage<Optional<KnownToken>> tokenOf(String token) {
    if (token.length() > TokenText.LONGEST) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    Optional<KnownToken> known =
        current.good().flatMap(book -> find(book, token)).filter(this::isGood);
    return known.isPresent()
        ? CompletableFuture.completedFuture(known)
        : current.look().thenCompose(book -> searched(book, token));
  }

  private CompletionStage<Optional<KnownToken>> searched(Book book, String token) {
    Optional<KnownToken> known = find(book, token);
    if (known.isPresent()) {
      return CompletableFuture.completedFuture(known.filter(this::isGood));
    }
    return search.search(
        book.toBeSearched(token),
        () -> {
          Optional<KnownToken> match = book.search(token);
          match.ifPresent(
              each -> {
                found.put(TokenText.key(token), each.token().id());
                notes.found(each.token(), token);
              });
          return match.filter(this::isGood);
        });
  }

  private Optional<KnownToken> find(Book book, String token) {
    return book.find(token)
        .or(
            () ->
                Optional.ofNullable(found.get(TokenText.key(token)))
                    .flatMap(id -> book.find(id, token)));
  }

  private boolean isGood(KnownToken known) {
    return !known.account().isDisabled() && !known.token().hasEnded(clock.instant());
  }

  @Override
  public CompletionStage<Optional<Account>> withToken(String token) {
    return tokenOf(token)
        .thenApply(
            known ->
                known
                    .filter(each -> each.token().opensTunnels())
                    .map(
                        each -> {
                          notes.used(each.token());
                          return live(each.account());
                        }));
  }

  @Override
  public CompletionStage<Optional<Account>> withKey(String fingerprint) {
    return known(book -> ofKey(book, fingerprint))
        .thenApply(
            found -> {
              found.flatMap(row -> current.last().keyOwner(fingerprint)).ifPresent(notes::used);
              return found.map(this::live);
            });
  }

  private static Optional<AccountRow> ofKey(Book book, String fingerprint) {
    return book.keyOwner(fingerprint)
        .flatMap(key -> book.account(key.accountId()))
        .filter(row -> !row.isDisabled());
  }

  @Override
  public CompletionStage<Optional<Account>> named(String principal) {
    return known(book -> book.called(principal).filter(row -> !row.isDisabled()))
        .thenApply(found -> found.map(this::live));
  }

  /** From the book, where that is good and has it; else the database is asked. */
  private CompletionStage<Optional<AccountRow>> known(Function<Book, Optional<AccountRow>> find) {
    Optional<AccountRow> known = current.good().flatMap(find);
    return known.isPresent()
        ? CompletableFuture.completedFuture(known)
        : current.look().thenApply(find);
  }

  private Account live(AccountRow row) {
    TeamAccount account =
        live.computeIfAbsent(row.id(), id -> new TeamAccount(row, current::last, around));
    account.renew(); // it may have changed after we looked
    return account;
  }

  @Override
  public CompletionStage<Boolean> isCurrent(Account account, String token) {
    return isStill(
        account,
        book ->
            find(book, token)
                .filter(this::isGood)
                .filter(known -> known.token().opensTunnels())
                .map(KnownToken::account));
  }

  @Override
  public CompletionStage<Boolean> hasKey(Account account, String fingerprint) {
    return isStill(account, book -> ofKey(book, fingerprint));
  }

  @Override
  public CompletionStage<Boolean> isThere(Account account) {
    return isStill(
        account, book -> book.account(idOf(account.key())).filter(row -> !row.isDisabled()));
  }

  /** Whether the book, while it is good, finds this account. */
  private CompletionStage<Boolean> isStill(
      Account account, Function<Book, Optional<AccountRow>> find) {
    if (!(account instanceof TeamAccount mine)) {
      return CompletableFuture.completedFuture(false);
    }
    return current
        .good()
        .map(
            book ->
                CompletableFuture.completedFuture(
                    find.apply(book).filter(row -> row.id().equals(mine.id())).isPresent()))
        .orElseGet(
            () ->
                CompletableFuture.failedFuture(
                    new IllegalStateException("the database of accounts does not answer")));
  }

  @Override
  public String refusal(String token) {
    String where = options.url().map(url -> "at " + url).orElse("on the dashboard");
    if (token.isEmpty() || token.equals("user")) { // what some clients send who have none
      return "This server needs a token: get one "
          + where
          + ", then start once with -authtoken <token>, or put auth_token into the config file";
    }
    Optional<KnownToken> known = find(current.last(), token);
    if (known.isEmpty()) {
      return "This server does not know your token: compare auth_token in your config file with"
          + " what you were given, or get a new one "
          + where;
    }
    if (known.get().account().isDisabled()) {
      return "Your account is disabled: ask the admin of this server";
    }
    return known.get().token().opensTunnels()
        ? "Your token has ended: get a new one " + where
        : "Your token is for the API, not for tunnels: get another one " + where;
  }

  @Override
  public boolean isKept(AskedName name, String account) {
    Book book = current.last();
    String id = idOf(account);
    return !book.isOwn(name, id)
        && (name.subdomain().filter(words::contain).isPresent() || book.isOthers(name, id));
  }

  @Override
  public boolean isKept(int port, String account) {
    return current
        .last()
        .owner(NameKind.PORT, Integer.toString(port))
        .filter(id -> !id.equals(idOf(account)))
        .isPresent();
  }

  /** Writes what is still to be noted. The store is closed by who opened it, later. */
  @Override
  public void close() {
    search.close();
    try {
      notes.writeAll();
    } catch (StoreException e) {
      LOG.debug("Notes are lost: {}", e.getMessage());
    }
  }
}
