package org.ngrokd.server.teams.accounts;

import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.ngrokd.server.access.Account;
import org.ngrokd.server.access.AskedName;
import org.ngrokd.server.access.Meters;
import org.ngrokd.server.access.PortRanges;
import org.ngrokd.server.access.Reservations;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.AuditRow;
import org.ngrokd.server.teams.store.Role;
import org.ngrokd.server.teams.store.Store;
import org.ngrokd.server.teams.store.Tables;
import org.ngrokd.server.teams.store.TokenRow;
import org.ngrokd.server.testing.TestDatabase;

/** A database with a server's accounts, whose time stands still until it is told to go on. */
final class Fixture implements AutoCloseable {
  static final String DOMAIN = "example.com";
  static final Actor ADMIN = new Actor("admin", "192.0.2.9");

  /** In the file of users somebody has this name and this port. */
  static final String FILE_NAME = "filed";

  static final int FILE_PORT = 2222;

  private static final byte[] TABLES = tables();

  final TestDatabase database;
  final Store store;
  final People people;
  private final Semaphore changes = new Semaphore(0);
  final MockTicker ticker = Ticker.newMockTicker();
  private final StandingClock clock = new StandingClock();
  private final TeamsOptions.Accounts options;
  private Optional<TeamAccounts> accounts = Optional.empty();

  Fixture() {
    this(withTables());
  }

  /** Making tables takes longer than most tests. */
  private static TestDatabase withTables() {
    TestDatabase database = TestDatabase.embedded();
    Path file = database.directory().resolve("accounts.db");
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, TABLES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return database;
  }

  private static byte[] tables() {
    try (TestDatabase database = TestDatabase.embedded()) {
      Store.open(database.options(), database.directory()).close();
      return Files.readAllBytes(database.directory().resolve("accounts.db"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Fixture(TestDatabase database) {
    this(database, "");
  }

  /**
   * @param limits what an account may for which nothing else is said
   */
  Fixture(TestDatabase database, String limits) {
    TeamsOptions.Accounts usual = TeamsOptions.Accounts.DEFAULT;
    this.options =
        new TeamsOptions.Accounts(
            usual.url(),
            usual.reservedNames(),
            limits,
            new TeamsOptions.Most(2, 1, 3),
            usual.sessions());
    this.database = database;
    this.store = database.store();
    this.people =
        new People(options, new NameRules(DOMAIN, PortRanges.NONE, new FileNames()), clock);
  }

  /** What clients are known by, read at the first call. */
  TeamAccounts accounts() {
    if (accounts.isEmpty()) {
      TeamAccounts[] self = new TeamAccounts[1];
      Reservations all =
          new Reservations() {
            @Override
            public boolean isKept(AskedName name, String account) {
              return self[0].isKept(name, account) || new FileNames().isKept(name, account);
            }

            @Override
            public boolean isKept(int port, String account) {
              return self[0].isKept(port, account) || new FileNames().isKept(port, account);
            }
          };
      Meters meters = new Meters(ticker, new LimitCounters());
      self[0] = new TeamAccounts(store, options, all, meters, clock);
      self[0].onChange(changes::release);
      accounts = Optional.of(self[0]);
    }
    return accounts.get();
  }

  <T> T now(Function<Tables, T> question) {
    return store.now(question);
  }

  void change(Consumer<Tables> change) {
    store.now(
        tables -> {
          change.accept(tables);
          return "";
        });
  }

  List<TokenRow> tokens(AccountRow account) {
    return now(tables -> tables.tokens().of(account.id()));
  }

  AccountRow add(String name) {
    return now(tables -> people.add(tables, name, "", Role.MEMBER, ADMIN));
  }

  AccountRow addAdmin(String name) {
    return now(tables -> people.add(tables, name, "", Role.ADMIN, ADMIN));
  }

  String token(AccountRow account, String... scopes) {
    return newToken(account, Optional.empty(), scopes).token();
  }

  NewToken newToken(AccountRow account, Optional<Instant> ends, String... scopes) {
    return now(tables -> people.newToken(tables, account, "laptop", List.of(scopes), ends, ADMIN));
  }

  /** The account of a token, whatever that takes. */
  Optional<Account> login(String token) {
    return accounts().withToken(token).toCompletableFuture().join();
  }

  /** Whether those who hear of changes hear of one more, which nobody here looked for. */
  boolean hearsOfChange() throws InterruptedException {
    return changes.tryAcquire(60, TimeUnit.SECONDS);
  }

  /** Until what was changed here is taken up. */
  void taken() {
    accounts().look().join();
    accounts().look().join(); // the first may have begun before
  }

  Instant time() {
    return clock.instant();
  }

  /** Lets time pass, for all who look at one of the clocks. */
  void pass(Duration time) {
    clock.now = clock.now.plus(time);
    ticker.advance(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** What was done, the last first: "who action target detail". */
  List<String> audit() {
    return now(tables -> tables.audit().page(Long.MAX_VALUE, 100)).stream()
        .map(Fixture::line)
        .toList();
  }

  private static String line(AuditRow row) {
    return String.join(" ", row.who(), row.action(), row.target(), row.detail()).strip();
  }

  @Override
  public void close() {
    accounts.ifPresent(TeamAccounts::close);
    database.close();
  }

  private static final class FileNames implements Reservations {
    private static final Set<String> HOSTS = Set.of(FILE_NAME + "." + DOMAIN, "www.filed.example");

    @Override
    public boolean isKept(AskedName name, String account) {
      return HOSTS.contains(name.host());
    }

    @Override
    public boolean isKept(int port, String account) {
      return port == FILE_PORT;
    }
  }

  private static final class StandingClock extends Clock {
    private volatile Instant now = Instant.parse("2026-01-02T03:04:05Z");

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
