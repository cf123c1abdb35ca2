package org.ngrokd.server.teams;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ngrokd.protocol.Masked;

/**
 * How accounts are kept, who may sign in, and what people may do. Immutable.
 *
 * @param database where accounts are kept
 * @param providers who says who somebody is; none: people sign in by links
 * @param accounts what holds for all of them
 */
public record TeamsOptions(Database database, List<Provider> providers, Accounts accounts) {
  /**
   * Where accounts are kept.
   *
   * @param url of PostgreSQL, {@code jdbc:postgresql://…}; empty: the embedded database
   * @param user "" where the URL says it, or nothing has to
   */
  public record Database(Optional<String> url, String user, String password) {
    public static final Database EMBEDDED = new Database(Optional.empty(), "", "");

    /** The password stays out. */
    @Override
    public String toString() {
      return "Database[user=%s, password=%s]".formatted(user, Masked.secret(password));
    }
  }

  /**
   * An OpenID Connect provider.
   *
   * @param id its name in the config, kept with accounts: letters, digits and -
   * @param name what people call it
   * @param issuer as its discovery document says it
   * @param client how this server is known to it
   * @param claims which of its claims mean what
   * @param admission who of its people is let in
   */
  public record Provider(
      String id, String name, URI issuer, Client client, Claims claims, Admission admission) {}

  /**
   * How this server is known to a provider.
   *
   * @param secret "" for a public client
   */
  public record Client(String id, String secret, List<String> scopes) {
    public static final List<String> SCOPES = List.of("openid", "profile", "email");

    /** The secret stays out. */
    @Override
    public String toString() {
      return "Client[id=%s, secret=%s, scopes=%s]".formatted(id, Masked.secret(secret), scopes);
    }
  }

  /**
   * Which claims mean what, as pgrok's field mapping.
   *
   * @param identifier what the stable subdomain is made from
   * @param groups "" where groups are of no interest
   */
  public record Claims(String identifier, String displayName, String email, String groups) {
    public static final Claims DEFAULT = new Claims("email", "name", "email", "groups");
  }

  /**
   * Who is let in.
   *
   * @param domains of e-mail addresses; empty: all
   * @param acceptsUnverifiedEmail whether an address is believed of which the provider does not say
   *     that it has verified it
   * @param adminGroups whose people are admins
   * @param memberGroups whose people are let in; empty: all
   */
  public record Admission(
      List<String> domains,
      boolean acceptsUnverifiedEmail,
      List<String> adminGroups,
      List<String> memberGroups) {
    public static final Admission EVERYBODY = new Admission(List.of(), false, List.of(), List.of());
  }

  /**
   * What holds for all accounts.
   *
   * @param url where people reach the dashboard, without a path; empty: the domain, by https
   * @param reservedNames subdomains that nobody is given
   * @param limits what an account may for which nothing else is said, as an entry of users.yml
   *     without its token
   * @param most how many of everything
   * @param sessions how long browsers stay signed in
   */
  public record Accounts(
      Optional<URI> url,
      List<String> reservedNames,
      String limits,
      Most most,
      SessionLife sessions) {
    public static final List<String> RESERVED_NAMES = List.of("www", "api", "admin", "mail", "-");
    public static final Accounts DEFAULT =
        new Accounts(Optional.empty(), RESERVED_NAMES, "", Most.DEFAULT, SessionLife.DEFAULT);
  }

  /** How many of everything an account may have. */
  public record Most(int names, int ports, int tokens) {
    public static final Most DEFAULT = new Most(5, 2, 20);
  }

  /** How long browsers stay signed in: since they were last seen, and in all. */
  public record SessionLife(Duration idle, Duration most) {
    public static final SessionLife DEFAULT =
        new SessionLife(Duration.ofHours(12), Duration.ofDays(30));
  }
}
