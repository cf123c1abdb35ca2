package org.ngrokd.server.teams.accounts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ngrokd.server.access.TokenHash;
import org.ngrokd.server.access.TokenText;
import org.ngrokd.server.access.UserEntry;
import org.ngrokd.server.teams.store.AccountRow.Identity;
import org.ngrokd.server.teams.store.AccountRow.Person;
import org.ngrokd.server.teams.store.TokenRow;

/**
 * An account as it was kept elsewhere. Immutable.
 *
 * @param name what it was called there, for whoever moves it
 * @param identity who it is for a provider, as far as that is known
 * @param own names, ports and keys that it keeps
 * @param limits what it may, as an entry of users.yml without its token; "": as the server has it
 * @param token which it keeps; the row's account does not matter
 * @param lastPort the public port that it had last; 0: none yet
 */
public record ForeignAccount(
    String name,
    Optional<Identity> identity,
    Person person,
    Own own,
    String limits,
    TokenRow token,
    int lastPort) {
  /**
   * What somebody keeps.
   *
   * @param subdomains the first is the stable one; none: one is made from the name
   * @param keys lines of authorized_keys
   */
  public record Own(
      List<String> subdomains, List<String> hostnames, List<Integer> ports, List<String> keys) {}

  /** A token whose id is not known is not found by it, but must not be there twice either. */
  private static final String UNKNOWN_ID = "salt-";

  private static final int SALT_DIGITS = 16;
  private static final Set<Character> NOT_AN_ADDRESS = Set.of(' ', '<', '>');

  /**
   * A user of the file.
   *
   * @param now when its token counts as made
   */
  public static ForeignAccount of(UserEntry user, Instant now) {
    TokenHash hash = user.token();
    String id = hash.id().orElseGet(() -> UNKNOWN_ID + digits(hash));
    return new ForeignAccount(
        user.name(),
        Optional.empty(),
        new Person(user.name(), address(user.name())),
        new Own(
            user.subdomains(),
            user.hostnames(),
            user.ports(),
            user.keys().stream().map(key -> key.line() + " " + key.comment()).toList()),
        user.limits(),
        token(id, "users.yml", hash, now),
        0);
  }

  private static String digits(TokenHash hash) {
    return hash.toString().replaceFirst("sha256:", "").substring(0, SALT_DIGITS);
  }

  /**
   * Somebody of pgrok.
   *
   * @param identifier what the provider called them there, most often an address
   * @param token in the clear, as pgrok keeps it
   */
  public static ForeignAccount ofPgrok(
      String identifier, String displayName, String subdomain, String token, PgrokPast past) {
    return new ForeignAccount(
        identifier,
        Optional.of(new Identity(People.PGROK, identifier)),
        new Person(displayName, address(identifier)),
        new Own(List.of(subdomain), List.of(), List.of(), List.of()),
        "",
        token(TokenText.key(token), "pgrok", TokenHash.plain(token), past.created()),
        past.lastPort());
  }

  /**
   * What pgrok remembers of somebody.
   *
   * @param lastPort 0 for none
   */
  public record PgrokPast(Instant created, int lastPort) {}

  private static TokenRow token(String id, String label, TokenHash hash, Instant created) {
    return new TokenRow(
        id, "", label, hash.toString(), List.of(), created, Optional.empty(), Optional.empty());
  }

  /** The text, where it is an e-mail address, else "". */
  private static String address(String text) {
    boolean isAddress =
        text.indexOf('@') > 0
            && text.indexOf('@') == text.lastIndexOf('@')
            && !text.endsWith("@")
            && text.chars().noneMatch(c -> NOT_AN_ADDRESS.contains((char) c));
    return isAddress ? text : "";
  }
}
