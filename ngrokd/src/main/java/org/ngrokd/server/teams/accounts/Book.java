package org.ngrokd.server.teams.accounts;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import org.ngrokd.server.access.AskedName;
import org.ngrokd.server.access.TokenHash;
import org.ngrokd.server.access.TokenText;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.NameKind;
import org.ngrokd.server.teams.store.NameRow;
import org.ngrokd.server.teams.store.SshKeyRow;
import org.ngrokd.server.teams.store.Tables;
import org.ngrokd.server.teams.store.TokenRow;

/**
 * All accounts, names, tokens and keys as they were at one moment, in memory: about 1 KB for each
 * account. Immutable.
 */
final class Book {
  private static final String PLAIN = "sha256::";

  private final long changes;
  private final Map<String, AccountRow> accounts = new HashMap<>();
  private final Map<String, TokenRow> tokens = new HashMap<>();
  private final Map<String, SshKeyRow.Owner> keys = new HashMap<>();
  private final Map<String, String> bySubdomain = new HashMap<>();

  /** "" for an address of several. */
  private final Map<String, String> byEmail = new HashMap<>();

  private final List<TokenRow> searched = new ArrayList<>();
  private final List<Instant> ends = new ArrayList<>();
  private final Map<NameKind, Map<String, String>> owners = new EnumMap<>(NameKind.class);

  private Book(long changes) {
    this.changes = changes;
    for (NameKind kind : NameKind.values()) {
      owners.put(kind, new HashMap<>());
    }
  }

  /** Reads it, unless nothing has changed since this one was read. */
  Book renewed(Tables tables) {
    long now = tables.own().changes(); // first: what changes meanwhile is read again
    return now == changes ? this : read(tables, now);
  }

  static Book read(Tables tables) {
    return read(tables, tables.own().changes());
  }

  private static Book read(Tables tables, long changes) {
    Book book = new Book(changes);
    tables.accounts().all().forEach(book::add);
    for (NameRow row : tables.names().all()) {
      book.ownersOf(row.kind()).put(row.name(), row.accountId());
    }
    tables.tokens().all().forEach(book::add);
    tables.keys().owners().forEach(owner -> book.keys.put(owner.fingerprint(), owner));
    return book;
  }

  private void add(AccountRow row) {
    accounts.put(row.id(), row);
    bySubdomain.put(row.subdomain(), row.id());
    byEmail.merge(row.person().email(), row.id(), (one, other) -> "");
  }

  private void add(TokenRow row) {
    tokens.put(row.id(), row);
    row.ends().ifPresent(ends::add);
    if (!row.hash().startsWith(PLAIN) && TokenHash.parse(row.hash()).id().isEmpty()) {
      searched.add(row);
    }
  }

  private Map<String, String> ownersOf(NameKind kind) {
    return owners.getOrDefault(kind, Map.of());
  }

  Optional<AccountRow> account(String id) {
    return Optional.ofNullable(accounts.get(id));
  }

  /** The account of this stable name, or else the only one with this address. */
  Optional<AccountRow> called(String name) {
    String typed = name.toLowerCase(Locale.ROOT);
    String id = bySubdomain.getOrDefault(typed, byEmail.getOrDefault(typed, ""));
    return typed.isEmpty() ? Optional.empty() : account(id);
  }

  /** Whose a public key is. */
  Optional<SshKeyRow.Owner> keyOwner(String fingerprint) {
    return Optional.ofNullable(keys.get(fingerprint));
  }

  boolean hasToken(String id) {
    return tokens.containsKey(id);
  }

  /**
   * Whose token this is, however good.
   *
   * @param id under which it may be kept
   */
  Optional<KnownToken> find(String id, String token) {
    return Optional.ofNullable(tokens.get(id))
        .filter(row -> TokenHash.parse(row.hash()).matches(token))
        .flatMap(row -> account(row.accountId()).map(account -> new KnownToken(account, row)));
  }

  Optional<KnownToken> find(String token) {
    return find(TokenText.key(token), token);
  }

  /** How many tokens have to be looked at for one that is not found by its id. */
  int toBeSearched(String token) {
    return TokenText.id(token).isPresent() ? 0 : searched.size();
  }

  /** Looks at all that are found in no other way; see {@link #toBeSearched}. */
  Optional<KnownToken> search(String token) {
    Optional<KnownToken> found = Optional.empty();
    for (TokenRow row : searched) { // all of them: the time does not tell who came close
      if (TokenHash.parse(row.hash()).matches(token)) {
        found = account(row.accountId()).map(account -> new KnownToken(account, row));
      }
    }
    return found;
  }

  /** Whether a token has ended between two moments. */
  boolean hasEndBetween(Instant after, Instant until) {
    return ends.stream().anyMatch(end -> end.isAfter(after) && !end.isAfter(until));
  }

  /** Whether this very name is the account's, or its second tunnel's. */
  boolean isOwn(AskedName name, String accountId) {
    return name.subdomain()
            .flatMap(label -> owner(NameKind.SUBDOMAIN, label).or(() -> ownerOfSecond(label)))
            .filter(accountId::equals)
            .isPresent()
        || owner(NameKind.HOSTNAME, name.host()).filter(accountId::equals).isPresent();
  }

  /** Whether somebody but this account has the name, or one above it. */
  boolean isOthers(AskedName name, String accountId) {
    for (Optional<AskedName> at = Optional.of(name); at.isPresent(); at = at.get().parent()) {
      Optional<String> owner =
          at.get()
              .subdomain()
              .flatMap(label -> owner(NameKind.SUBDOMAIN, label).or(() -> ownerOfSecond(label)));
      if (isOther(owner, accountId)
          || isOther(owner(NameKind.HOSTNAME, at.get().host()), accountId)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOther(Optional<String> owner, String accountId) {
    return owner.filter(id -> !id.equals(accountId)).isPresent();
  }

  private Optional<String> ownerOfSecond(String label) {
    Matcher second = NameCheck.SECOND.matcher(label);
    return second.matches() ? owner(NameKind.SUBDOMAIN, second.group(1)) : Optional.empty();
  }

  /** Whose a name is. */
  Optional<String> owner(NameKind kind, String name) {
    return Optional.ofNullable(ownersOf(kind).get(name));
  }

  /** The ports that are an account's. */
  List<Integer> ports(String accountId) {
    return ownersOf(NameKind.PORT).entrySet().stream()
        .filter(entry -> entry.getValue().equals(accountId))
        .map(entry -> Integer.valueOf(entry.getKey()))
        .sorted()
        .toList();
  }
}
