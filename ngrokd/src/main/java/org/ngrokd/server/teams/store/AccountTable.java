package org.ngrokd.server.teams.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.ngrokd.server.teams.store.AccountRow.Identity;
import org.ngrokd.server.teams.store.AccountRow.Person;

/** The accounts, within one transaction. Each change is counted in {@link OwnTable#changed}. */
public final class AccountTable {
  private final Handle handle;
  private final OwnTable own;

  AccountTable(Handle handle, OwnTable own) {
    this.handle = handle;
    this.own = own;
  }

  /** Adds one, whose id and subdomain nobody has. */
  public void add(AccountRow row) {
    handle
        .createUpdate(
            "INSERT INTO accounts (id, provider, subject, display_name, email, search, subdomain,"
                + " role, disabled, limits, last_port, created_at, signed_in_at) VALUES (:id,"
                + " :provider, :subject, :displayName, :email, :search, :subdomain, :role,"
                + " :disabled, :limits, :lastPort, :created, :signedIn)")
        .bind("id", row.id())
        .bind("provider", row.identity().map(Identity::provider).orElse(null))
        .bind("subject", row.identity().map(Identity::subject).orElse(null))
        .bind("displayName", row.person().displayName())
        .bind("email", row.person().email())
        .bind("search", search(row.person()))
        .bind("subdomain", row.subdomain())
        .bind("role", row.role().word())
        .bind("disabled", row.isDisabled())
        .bind("limits", row.limits())
        .bind("lastPort", row.lastPort())
        .bind("created", Column.of(row.created()))
        .bind("signedIn", Column.of(row.signedIn()))
        .execute();
    own.changed();
  }

  public Optional<AccountRow> withId(String id) {
    return one(select("WHERE id = :id").bind("id", id));
  }

  public Optional<AccountRow> withIdentity(Identity identity) {
    return one(
        select("WHERE provider = :provider AND subject = :subject")
            .bind("provider", identity.provider())
            .bind("subject", identity.subject()));
  }

  public Optional<AccountRow> withSubdomain(String subdomain) {
    return one(select("WHERE subdomain = :subdomain").bind("subdomain", subdomain));
  }

  /** Those with an address, which may be several. */
  public List<AccountRow> withEmail(String email) {
    return select("WHERE email = :email ORDER BY id")
        .bind("email", email)
        .map((row, ctx) -> read(row))
        .list();
  }

  /**
   * A page of them, in the order of their subdomains.
   *
   * @param part of the subdomain, the name or the address; "" for all
   * @param after the last subdomain of the page before; "" for the first page
   * @param most how many
   */
  public List<AccountRow> page(String part, String after, int most) {
    return select(
            "WHERE subdomain > :after AND (subdomain LIKE :part ESCAPE '!'"
                + " OR search LIKE :part ESCAPE '!') ORDER BY subdomain LIMIT :most")
        .bind("after", after)
        .bind("part", Column.containing(part.toLowerCase(Locale.ROOT)))
        .bind("most", most)
        .map((row, ctx) -> read(row))
        .list();
  }

  /** All of them. */
  public List<AccountRow> all() {
    return select("ORDER BY id").map((row, ctx) -> read(row)).list();
  }

  public int count() {
    return handle.createQuery("SELECT count(*) FROM accounts").mapTo(Integer.class).one();
  }

  /** How many admins there are who are not disabled. */
  public int admins() {
    return handle
        .createQuery("SELECT count(*) FROM accounts WHERE role = :role AND disabled = :disabled")
        .bind("role", Role.ADMIN.word())
        .bind("disabled", false)
        .mapTo(Integer.class)
        .one();
  }

  /** What a provider said at a sign-in. */
  public void signedIn(String id, Person person, Instant now) {
    handle
        .createUpdate(
            "UPDATE accounts SET display_name = :displayName, email = :email, search = :search,"
                + " signed_in_at = :now WHERE id = :id")
        .bind("displayName", person.displayName())
        .bind("email", person.email())
        .bind("search", search(person))
        .bind("now", Column.of(now))
        .bind("id", id)
        .execute();
  }

  /** From now on this provider's person is this account. */
  public void identify(String id, Identity identity) {
    handle
        .createUpdate("UPDATE accounts SET provider = :provider, subject = :subject WHERE id = :id")
        .bind("provider", identity.provider())
        .bind("subject", identity.subject())
        .bind("id", id)
        .execute();
    own.changed();
  }

  public void changeRole(String id, Role role) {
    set(id, "role", role.word());
  }

  public void disable(String id, boolean isDisabled) {
    set(id, "disabled", isDisabled);
  }

  /** See {@link AccountRow#limits}. */
  public void changeLimits(String id, String limits) {
    set(id, "limits", limits);
  }

  private void set(String id, String column, Object value) {
    handle
        .createUpdate("UPDATE accounts SET " + column + " = :value WHERE id = :id")
        .bind("value", value)
        .bind("id", id)
        .execute();
    own.changed();
  }

  /** The port that it had last; no change that anybody has to hear of. */
  public void rememberPort(String id, int port) {
    handle
        .createUpdate("UPDATE accounts SET last_port = :port WHERE id = :id")
        .bind("port", port)
        .bind("id", id)
        .execute();
  }

  /** Removes it with its names, tokens, keys and sessions. */
  public void remove(String id) {
    handle.createUpdate("DELETE FROM accounts WHERE id = :id").bind("id", id).execute();
    own.changed();
  }

  private Query select(String where) {
    return handle.createQuery("SELECT * FROM accounts " + where);
  }

  /** By Java: SQLite's lower() knows Latin letters only. */
  private static String search(Person person) {
    return (person.displayName() + "\n" + person.email()).toLowerCase(Locale.ROOT);
  }

  private static Optional<AccountRow> one(Query query) {
    return query.map((row, ctx) -> read(row)).findOne();
  }

  static AccountRow read(ResultSet row) throws SQLException {
    String provider = row.getString("provider");
    return new AccountRow(
        row.getString("id"),
        provider == null
            ? Optional.empty()
            : Optional.of(new Identity(provider, row.getString("subject"))),
        new Person(row.getString("display_name"), row.getString("email")),
        row.getString("subdomain"),
        Role.of(row.getString("role")),
        row.getBoolean("disabled"),
        row.getString("limits"),
        row.getInt("last_port"),
        Column.time(row, "created_at"),
        Column.timeOrNone(row, "signed_in_at"));
  }
}
