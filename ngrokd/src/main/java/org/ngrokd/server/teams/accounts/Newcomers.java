package org.ngrokd.server.teams.accounts;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.AccountRow.Person;
import org.ngrokd.server.teams.store.NameKind;
import org.ngrokd.server.teams.store.NameRow;
import org.ngrokd.server.teams.store.Role;
import org.ngrokd.server.teams.store.Tables;
import org.ngrokd.server.teams.store.TokenRow;

/**
 * Takes in accounts that were kept elsewhere, with their names, tokens and keys; how many one may
 * have does not count for what it has already. Immutable; every method runs within the caller's
 * transaction, which a {@link RefusedException} has to undo.
 */
public final class Newcomers {
  private static final int ID_BYTES = 8;

  private final NameCheck names;
  private final Audit audit;
  private final PeopleKeys keys;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  public Newcomers(TeamsOptions.Accounts options, NameRules rules, Clock clock) {
    this.names = new NameCheck(rules, new NameCheck.Words(options.reservedNames()));
    this.audit = new Audit(clock);
    this.keys = new PeopleKeys(audit, clock);
    this.clock = clock;
  }

  /**
   * Takes one in.
   *
   * @return empty when it was taken in before
   * @throws RefusedException when a name that it had is somebody else's here, or cannot be had
   */
  public Optional<AccountRow> take(Tables tables, ForeignAccount from, Actor by) {
    if (isHere(tables, from)) {
      return Optional.empty();
    }
    AccountRow account = row(from, subdomain(tables, from));
    tables.accounts().add(account);
    keep(tables, account, NameKind.SUBDOMAIN, List.of(account.subdomain()));
    keep(tables, account, NameKind.SUBDOMAIN, others(from));
    keep(tables, account, NameKind.HOSTNAME, from.own().hostnames());
    keep(tables, account, NameKind.PORT, from.own().ports().stream().map(String::valueOf).toList());
    TokenRow token = from.token();
    tables
        .tokens()
        .add(
            new TokenRow(
                token.id(),
                account.id(),
                token.label(),
                token.hash(),
                token.scopes(),
                token.created(),
                token.used(),
                token.ends()));
    if (!from.own().keys().isEmpty()) {
      var unused = keys.add(tables, account, String.join("\n", from.own().keys()), "", by);
    }
    audit.add(tables, by, "account.imported", account.subdomain(), from.name());
    return Optional.of(account);
  }

  private static boolean isHere(Tables tables, ForeignAccount from) {
    return tables.tokens().withId(from.token().id()).isPresent()
        || from.identity().flatMap(tables.accounts()::withIdentity).isPresent();
  }

  /** The one that it had; where it had none, one that nobody has. */
  private String subdomain(Tables tables, ForeignAccount from) {
    if (!from.own().subdomains().isEmpty()) {
      String had = names.clean(NameKind.SUBDOMAIN, from.own().subdomains().get(0));
      if (names.isTaken(tables, had)) {
        throw taken(had);
      }
      return had;
    }
    String made =
        StableName.of(from.name())
            .orElseThrow(
                () ->
                    new RefusedException(
                        "account.name", "no subdomain can be made from '" + from.name() + "'"));
    return StableName.free(made, each -> names.isTaken(tables, each));
  }

  private static List<String> others(ForeignAccount from) {
    List<String> all = from.own().subdomains();
    return all.isEmpty() ? all : all.subList(1, all.size());
  }

  private void keep(Tables tables, AccountRow account, NameKind kind, List<String> kept) {
    for (String each : kept) {
      String name = names.clean(kind, each);
      names.free(tables, kind, name, account.id());
      if (!tables.names().add(new NameRow(kind, name, account.id(), clock.instant()))) {
        throw taken(name);
      }
    }
  }

  private static RefusedException taken(String name) {
    return new RefusedException(
        "name.taken", "the name " + name + " is somebody else's here, or kept");
  }

  private AccountRow row(ForeignAccount from, String subdomain) {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    return new AccountRow(
        HexFormat.of().formatHex(id),
        from.identity(),
        new Person(from.person().displayName(), from.person().email().toLowerCase(Locale.ROOT)),
        subdomain,
        Role.MEMBER,
        false,
        from.limits(),
        from.lastPort(),
        clock.instant(),
        Optional.empty());
  }
}
