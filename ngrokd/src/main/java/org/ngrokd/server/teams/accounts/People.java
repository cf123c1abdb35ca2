package org.ngrokd.server.teams.accounts;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.server.access.Allowance;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.AccountRow.Identity;
import org.ngrokd.server.teams.store.AccountRow.Person;
import org.ngrokd.server.teams.store.NameKind;
import org.ngrokd.server.teams.store.NameRow;
import org.ngrokd.server.teams.store.Role;
import org.ngrokd.server.teams.store.Tables;

/**
 * Changes accounts, their names and tokens: all rules are here, and each change writes its line of
 * the audit log. Every method runs within the caller's transaction, which a {@link
 * RefusedException} has to undo. Immutable; safe from any thread.
 */
public final class People {
  /** As the provider of accounts that came from pgrok, until their people sign in here. */
  public static final String PGROK = "pgrok";

  private static final int ID_BYTES = 8;
  private static final int LONGEST_TEXT = 200;

  private final TeamsOptions.Accounts options;
  private final NameCheck names;
  private final NewTokens tokens;
  private final PeopleKeys keys;
  private final Audit audit;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  public People(TeamsOptions.Accounts options, NameRules rules, Clock clock) {
    this.options = options;
    this.names = new NameCheck(rules, new NameCheck.Words(options.reservedNames()));
    this.tokens = new NewTokens(options.most().tokens(), clock);
    this.audit = new Audit(clock);
    this.keys = new PeopleKeys(audit, clock);
    this.clock = clock;
  }

  /** What is about public keys. */
  public PeopleKeys keys() {
    return keys;
  }

  /**
   * Somebody has signed in at a provider. The first time that makes an account, unless one waits
   * for them whose person is not known yet: one that came from pgrok with this identifier, or the
   * only one with this e-mail address.
   *
   * @param person what the provider says of them; an address that is to be believed, else ""
   * @param identifier the stable subdomain is made from it, or else from the address
   * @param role what the provider's groups make of them; empty: groups say nothing, so that it
   *     stays what it is, at first a member
   * @param by "" as its {@code who} for the person itself
   * @return the account, which may be disabled
   */
  public AccountRow signedIn(
      Tables tables,
      Identity identity,
      Person person,
      String identifier,
      Optional<Role> role,
      Actor by) {
    Person known = shortened(person);
    Optional<AccountRow> before =
        tables
            .accounts()
            .withIdentity(identity)
            .or(() -> waiting(tables, identity, known, identifier, by));
    if (before.isPresent()) {
      tables.accounts().signedIn(before.get().id(), known, clock.instant());
      role.filter(now -> now != before.get().role())
          .ifPresent(now -> setRole(tables, before.get(), now, by));
      return read(tables, before.get());
    }
    String name =
        StableName.of(identifier)
            .or(() -> StableName.of(known.email()))
            .orElseThrow(() -> unnamed(identifier));
    String free = StableName.free(name, each -> names.isTaken(tables, each));
    AccountRow made = made(Optional.of(identity), known, free, role.orElse(Role.MEMBER));
    keep(tables, made, by);
    tables.accounts().signedIn(made.id(), known, clock.instant());
    return read(tables, made);
  }

  private static RefusedException unnamed(String identifier) {
    return new RefusedException(
        "account.name",
        "No address can be made from '"
            + identifier
            + "': it needs a letter a to z or a digit. Ask the admin to take another claim as the"
            + " identifier");
  }

  /** An account that was made before its person came. */
  private Optional<AccountRow> waiting(
      Tables tables, Identity identity, Person person, String identifier, Actor by) {
    Optional<AccountRow> found =
        tables
            .accounts()
            .withIdentity(new Identity(PGROK, identifier))
            .or(() -> waitingFor(tables, person.email()));
    found.ifPresent(
        account -> {
          tables.accounts().identify(account.id(), identity);
          audit.add(tables, by, "account.identified", account.subdomain(), identity.provider());
        });
    return found;
  }

  private static Optional<AccountRow> waitingFor(Tables tables, String email) {
    List<AccountRow> same = email.isEmpty() ? List.of() : tables.accounts().withEmail(email);
    return same.size() == 1
        ? same.stream().filter(account -> account.identity().isEmpty()).findFirst()
        : Optional.empty();
  }

  /**
   * Makes an account whose person signs in by a link, or is known by the address at their first
   * sign-in.
   *
   * @param name what people call them; the stable subdomain is made from it
   * @param email "" where none is known
   * @throws RefusedException when the name cannot be had
   */
  public AccountRow add(Tables tables, String name, String email, Role role, Actor by) {
    String subdomain = StableName.of(name).orElseThrow(() -> unnamed(name));
    if (names.isTaken(tables, subdomain)) {
      throw new RefusedException(
          "name.taken", "The name " + subdomain + " is somebody's or kept: choose another");
    }
    return keep(
        tables,
        made(Optional.empty(), shortened(new Person(name.strip(), email)), subdomain, role),
        by);
  }

  private AccountRow made(Optional<Identity> identity, Person person, String subdomain, Role role) {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    return new AccountRow(
        HexFormat.of().formatHex(id),
        identity,
        person,
        subdomain,
        role,
        false,
        "",
        0,
        clock.instant(),
        Optional.empty());
  }

  private AccountRow keep(Tables tables, AccountRow account, Actor by) {
    tables.accounts().add(account);
    addName(tables, account, NameKind.SUBDOMAIN, account.subdomain());
    audit.add(tables, by, "account.made", account.subdomain(), account.role().word());
    return account;
  }

  private NameRow addName(Tables tables, AccountRow account, NameKind kind, String name) {
    NameRow row = new NameRow(kind, name, account.id(), clock.instant());
    if (!tables.names().add(row)) {
      throw new RefusedException("name.taken", name + " is somebody's already: choose another");
    }
    return row;
  }

  /** E-mail addresses are looked for as they are kept. */
  private static Person shortened(Person person) {
    return new Person(
        shortened(person.displayName()),
        shortened(person.email().strip().toLowerCase(Locale.ROOT)));
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
  }

  /**
   * Keeps a name or port for an account, within its limits.
   *
   * @param name as somebody typed it
   * @throws RefusedException when it cannot be had
   */
  public NameRow reserve(Tables tables, AccountRow account, NameKind kind, String name, Actor by) {
    tables.own().alone(); // or two at a time would be one too many
    String clean = names.clean(kind, name);
    names.allowed(kind, clean, allowance(read(tables, account)));
    names.free(tables, kind, clean, account.id());
    NameRow row = addName(tables, account, kind, clean);
    checkNumber(tables, account, kind);
    audit.add(tables, by, "name.reserved", account.subdomain(), kind.word() + " " + clean);
    return row;
  }

  private void checkNumber(Tables tables, AccountRow account, NameKind kind) {
    boolean isPort = kind == NameKind.PORT;
    int most = isPort ? options.most().ports() : options.most().names();
    long count =
        tables.names().of(account.id()).stream()
            .filter(row -> (row.kind() == NameKind.PORT) == isPort)
            .filter(row -> !isStable(account, row.kind(), row.name()))
            .count();
    if (count > most) {
      String what = isPort ? "ports" : "names";
      throw new RefusedException(
          isPort ? "port.limit" : "name.limit",
          "You may reserve %d %s, and have: give one back first".formatted(most, what));
    }
  }

  private static boolean isStable(AccountRow account, NameKind kind, String name) {
    return kind == NameKind.SUBDOMAIN && name.equals(account.subdomain());
  }

  /**
   * Gives a name or port back; never the stable subdomain.
   *
   * @throws RefusedException when it is not this account's, or the stable one
   */
  public void giveBack(Tables tables, AccountRow account, NameKind kind, String name, Actor by) {
    if (isStable(account, kind, name)) {
      throw new RefusedException("name.stable", name + " is yours for good");
    }
    if (!tables.names().remove(kind, name, account.id())) {
      throw new RefusedException("name.unknown", name + " is not reserved for you");
    }
    audit.add(tables, by, "name.given-back", account.subdomain(), kind.word() + " " + name);
  }

  /**
   * Makes a token.
   *
   * @param label what its owner calls it
   * @param scopes empty: it opens tunnels; else what it may of the API
   * @throws RefusedException when there cannot be one more, or not such a one
   */
  public NewToken newToken(
      Tables tables,
      AccountRow account,
      String label,
      List<String> scopes,
      Optional<Instant> ends,
      Actor by) {
    tables.own().alone(); // or two at a time would be one too many
    NewToken made = tokens.make(tables, read(tables, account), label, scopes, ends);
    audit.add(
        tables,
        by,
        "token.made",
        account.subdomain(),
        made.row().id() + (scopes.isEmpty() ? "" : ", API: " + String.join(",", scopes)));
    return made;
  }

  /**
   * Makes a token void.
   *
   * @throws RefusedException when the account has none of this id
   */
  public void revokeToken(Tables tables, AccountRow account, String tokenId, Actor by) {
    if (!tables.tokens().remove(tokenId, account.id())) {
      throw new RefusedException(
          "token.unknown", "There is no such token: it may be revoked already");
    }
    audit.add(tables, by, "token.revoked", account.subdomain(), tokenId);
  }

  /**
   * Disables an account, which ends its sessions too, or enables it again.
   *
   * @throws RefusedException when it is the last admin
   */
  public void disable(Tables tables, AccountRow account, boolean disabled, Actor by) {
    tables.own().alone(); // or of two last admins both would go
    AccountRow before = read(tables, account);
    tables.accounts().disable(account.id(), disabled);
    if (disabled) {
      tables.sessions().removeAll(account.id());
      checkAdminLeft(tables, before);
    }
    String action = disabled ? "account.disabled" : "account.enabled";
    audit.add(tables, by, action, account.subdomain(), "");
  }

  /**
   * Makes an account an admin or a member.
   *
   * @throws RefusedException when it is the last admin
   */
  public void changeRole(Tables tables, AccountRow account, Role role, Actor by) {
    tables.own().alone(); // or of two last admins both would go
    AccountRow before = read(tables, account);
    setRole(tables, before, role, by);
    checkAdminLeft(tables, before);
  }

  private void setRole(Tables tables, AccountRow account, Role role, Actor by) {
    tables.accounts().changeRole(account.id(), role);
    audit.add(tables, by, "role.changed", account.subdomain(), role.word());
  }

  /**
   * Says what an account may.
   *
   * @param limits as an entry of users.yml without its token; "" for what all may
   * @throws RefusedException when it is wrong: all its errors, a line each
   */
  public void changeLimits(Tables tables, AccountRow account, String limits, Actor by) {
    try {
      Allowance.parse(limits);
    } catch (UserException e) {
      throw new RefusedException("limits.wrong", String.valueOf(e.getMessage()));
    }
    tables.accounts().changeLimits(account.id(), limits.strip());
    audit.add(tables, by, "limits.changed", account.subdomain(), limits.strip());
  }

  /**
   * Removes an account with all that is its own.
   *
   * @throws RefusedException when it is the last admin
   */
  public void remove(Tables tables, AccountRow account, Actor by) {
    tables.own().alone(); // or of two last admins both would go
    AccountRow before = read(tables, account);
    tables.accounts().remove(account.id());
    checkAdminLeft(tables, before);
    audit.add(tables, by, "account.removed", account.subdomain(), account.person().email());
  }

  private static void checkAdminLeft(Tables tables, AccountRow before) {
    if (before.isAdmin() && !before.isDisabled() && tables.accounts().admins() == 0) {
      throw new RefusedException(
          "account.last-admin", before.subdomain() + " is the only admin: make another one first");
    }
  }

  private Allowance allowance(AccountRow account) {
    return Allowance.parse(account.limits().isEmpty() ? options.limits() : account.limits());
  }

  /** As it is now; the caller's may be old. */
  private static AccountRow read(Tables tables, AccountRow account) {
    return tables
        .accounts()
        .withId(account.id())
        .orElseThrow(
            () -> new RefusedException("account.unknown", "There is no such account any more"));
  }
}
