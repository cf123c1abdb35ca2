package org.ngrokd.server.cli.accounts;

import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.server.cli.ConfigFlag;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.Role;
import org.ngrokd.server.teams.store.Tables;

/** What {@link UserCommand} does. */
final class UserWork implements AutoCloseable {
  private static final int PAGE = 500;

  private final OpenAccounts accounts;
  private final Output output;

  private UserWork(OpenAccounts accounts, Output output) {
    this.accounts = accounts;
    this.output = output;
  }

  static UserWork open(ConfigFlag config, Output output) {
    return new UserWork(OpenAccounts.open(config), output);
  }

  UserTokens tokens() {
    return new UserTokens(accounts, output);
  }

  void add(String name, String email, boolean isAdmin) {
    Role role = isAdmin ? Role.ADMIN : Role.MEMBER;
    List<String> made =
        accounts.now(
            tables -> {
              AccountRow account =
                  accounts.people().add(tables, name, email, role, OpenAccounts.ACTOR);
              return List.of(account.subdomain(), link(tables, account));
            });
    output.print(made.get(1));
    output.explain(
        "The account "
            + made.get(0)
            + (isAdmin ? " (admin)" : "")
            + " is there. Whoever opens the link within 15 minutes is signed in as it, once;"
            + " 'ngrokd user link "
            + made.get(0)
            + "' prints another.");
    accounts.doubts().forEach(output::explain);
  }

  void link(String name) {
    output.print(accounts.now(tables -> link(tables, OpenAccounts.account(tables, name))));
    output.explain("Whoever opens the link within 15 minutes is signed in, once.");
    accounts.doubts().forEach(output::explain);
  }

  private String link(Tables tables, AccountRow account) {
    URI link = accounts.links().make(tables, account.id());
    return link.toString();
  }

  void list() {
    List<AccountRow> page = page("");
    if (page.isEmpty()) {
      output.explain("There are none; 'ngrokd user add NAME' makes one");
    }
    while (!page.isEmpty()) {
      page.forEach(account -> output.print(line(account)));
      page = page(page.get(page.size() - 1).subdomain());
    }
  }

  private List<AccountRow> page(String after) {
    return accounts.now(tables -> tables.accounts().page("", after, PAGE));
  }

  private static String line(AccountRow account) {
    return Stream.of(
            account.subdomain(),
            account.role().word(),
            account.isDisabled() ? "disabled" : "",
            account.person().displayName(),
            account.person().email(),
            account.identity().map(AccountRow.Identity::provider).orElse(""),
            account.limits().isEmpty() ? "" : "limits",
            account.signedIn().map(time -> "signed in " + UserTokens.date(time)).orElse(""))
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("  "));
  }

  void disable(String name, boolean disabled) {
    accounts.change(
        tables ->
            accounts
                .people()
                .disable(tables, OpenAccounts.account(tables, name), disabled, OpenAccounts.ACTOR));
    output.explain(
        disabled
            ? name + " is disabled: its tunnels end, and nobody signs in as it"
            : name + " is enabled");
  }

  void remove(String name) {
    accounts.change(
        tables ->
            accounts
                .people()
                .remove(tables, OpenAccounts.account(tables, name), OpenAccounts.ACTOR));
    output.explain(name + " is removed, with its names, tokens and keys");
  }

  void changeRole(String name, String word) {
    Role role = role(word);
    accounts.change(
        tables ->
            accounts
                .people()
                .changeRole(tables, OpenAccounts.account(tables, name), role, OpenAccounts.ACTOR));
    output.explain(name + " is " + (role == Role.ADMIN ? "an admin" : "a member"));
  }

  private static Role role(String word) {
    try {
      return Role.of(word);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Shows or sets them.
   *
   * @param limits null to show them
   */
  void limits(String name, @Nullable String limits) {
    if (limits == null) {
      String own = accounts.now(tables -> OpenAccounts.account(tables, name).limits());
      String all = accounts.usualLimits();
      if (own.isEmpty() && all.isEmpty()) {
        output.explain(name + " may do all that the server allows");
      } else {
        output.print(own.isEmpty() ? all : own);
        output.explain(own.isEmpty() ? "As the server's config has it for all" : "Its own limits");
      }
      return;
    }
    accounts.change(
        tables ->
            accounts
                .people()
                .changeLimits(
                    tables, OpenAccounts.account(tables, name), limits, OpenAccounts.ACTOR));
    output.explain("The limits of " + name + " are set");
  }

  @Override
  public void close() {
    accounts.close();
  }
}
