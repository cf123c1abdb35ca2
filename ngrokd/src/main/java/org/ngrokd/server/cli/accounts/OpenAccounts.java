package org.ngrokd.server.cli.accounts;

import io.netty.util.concurrent.Ticker;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.log.LogSetup;
import org.ngrokd.server.access.AccountSources;
import org.ngrokd.server.access.Meters;
import org.ngrokd.server.access.Reservations;
import org.ngrokd.server.cli.ConfigFlag;
import org.ngrokd.server.cli.ServerFlags;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.accounts.Actor;
import org.ngrokd.server.teams.accounts.NameRules;
import org.ngrokd.server.teams.accounts.Newcomers;
import org.ngrokd.server.teams.accounts.People;
import org.ngrokd.server.teams.accounts.RefusedException;
import org.ngrokd.server.teams.signin.SignInLinks;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.Store;
import org.ngrokd.server.teams.store.StoreException;
import org.ngrokd.server.teams.store.Tables;

/**
 * The database of accounts and its rules, as the server has them, for one command. A running server
 * hears of what is changed within a second.
 */
final class OpenAccounts implements AutoCloseable {
  /** What the audit log says of changes by these commands. */
  static final Actor ACTOR = Actor.server("user");

  private final ServerOptions options;
  private final TeamsOptions teams;
  private final Clock clock;
  private final Store store;
  private final AccountSources file;

  private OpenAccounts(ServerOptions options, Clock clock) {
    this.options = options;
    this.teams = AccountStores.teams(options);
    this.clock = clock;
    this.store = AccountStores.open(options);
    this.file =
        new AccountSources(
            options.policy().access(), new Meters(Ticker.systemTicker(), new LimitCounters()));
  }

  /**
   * Opens what the config file says; without one, what is in the state directory.
   *
   * @throws UserException when that cannot be
   */
  static OpenAccounts open(ConfigFlag config) {
    LogSetup.quiet();
    return new OpenAccounts(config.serverOptions(), Clock.systemUTC());
  }

  /**
   * Does something, whole or not at all.
   *
   * @throws UserException when it is refused, or the database does not answer
   */
  <T> T now(Function<Tables, T> question) {
    try {
      return store.now(question);
    } catch (RefusedException e) {
      throw new UserException(String.valueOf(e.getMessage()));
    } catch (StoreException e) {
      throw new UserException(String.valueOf(e.getMessage()));
    }
  }

  /** The same for what has no result. */
  void change(Consumer<Tables> change) {
    boolean unused =
        now(
            tables -> {
              change.accept(tables);
              return true;
            });
  }

  People people() {
    return new People(teams.accounts(), rules(ofFile()), clock);
  }

  /** What the file of users keeps for somebody. */
  Reservations ofFile() {
    return file.ofFile();
  }

  /**
   * What takes in accounts from elsewhere.
   *
   * @param others names that they cannot have
   */
  Newcomers newcomers(Reservations others) {
    return new Newcomers(teams.accounts(), rules(others), clock);
  }

  private NameRules rules(Reservations others) {
    return new NameRules(options.domain(), options.policy().access().tcpPorts(), others);
  }

  SignInLinks links() {
    return new SignInLinks(SiteOfServer.address(options), clock);
  }

  /**
   * The account of a subdomain, or of an address that only one has.
   *
   * @throws UserException when there is none
   */
  static AccountRow account(Tables tables, String name) {
    String typed = name.strip().toLowerCase(Locale.ROOT);
    List<AccountRow> found = new ArrayList<>();
    tables.accounts().withSubdomain(typed).ifPresent(found::add);
    if (found.isEmpty()) {
      found.addAll(tables.accounts().withEmail(typed));
    }
    if (found.size() > 1) {
      throw new UserException(
          "There are "
              + found.size()
              + " accounts with the address "
              + typed
              + "; give the name of one");
    }
    return found.stream()
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "There is no account " + typed + "; 'ngrokd user list' shows all there are"));
  }

  /** What makes a link useless, a line each. */
  List<String> doubts() {
    List<String> doubts = new ArrayList<>();
    if (options.teams().isEmpty()) {
      doubts.add(
          "A server looks at these accounts only if its config file has one of the sections accounts,"
              + " oidc and database; here -config names no such file.");
    }
    if (options.domain().equals(ServerFlags.OLD_DOMAIN) && teams.accounts().url().isEmpty()) {
      doubts.add(
          "The server's domain is not known here, as -config names no file that has it: put it into"
              + " the link.");
    }
    return doubts;
  }

  /** What an account may of which nothing else is said. */
  String usualLimits() {
    return teams.accounts().limits();
  }

  Clock clock() {
    return clock;
  }

  @Override
  public void close() {
    file.close();
    store.close();
  }
}
