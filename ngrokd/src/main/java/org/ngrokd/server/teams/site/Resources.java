package org.ngrokd.server.teams.site;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.ssh.hostkeys.SshFacts;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.AuditRow;
import org.ngrokd.server.teams.store.NameKind;
import org.ngrokd.server.teams.store.NameRow;
import org.ngrokd.server.teams.store.SessionRow;
import org.ngrokd.server.teams.store.SshKeyRow;
import org.ngrokd.server.teams.store.TokenRow;
import org.ngrokd.server.tunnel.Holder;
import org.ngrokd.server.tunnel.TunnelMeter;

/** What the API says, as it is sent. Times are of ISO 8601, in UTC; what is null is left off. */
final class Resources {
  private Resources() {}

  static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static @Nullable String time(Optional<Instant> time) {
    return time.map(Resources::time).orElse(null);
  }

  /**
   * A page of a list. {@code next} leads to the page behind it; it is left off on the last. {@code
   * missing} are servers of the cluster that were asked, too, and did not answer.
   */
  record Page(List<?> items, @Nullable String next, @Nullable List<String> missing) {
    /** Of what is not asked of other servers. */
    Page(List<?> items, @Nullable String next) {
      this(items, next, null);
    }
  }

  /** Who asks, and what they have to know of the server. */
  record Me(
      Account account, @Nullable String csrf, boolean session, ServerFacts server, String url) {}

  /** One's own account. */
  record Account(
      String id, String displayName, String email, String subdomain, String role, Limits limits) {}

  /** How many of everything; {@code maxTunnels} is left off where there may be any number. */
  record Limits(int names, int ports, int tokens, int keys, @Nullable Integer maxTunnels) {}

  /** What a client has to know. */
  record ServerFacts(
      String domain,
      String url,
      @Nullable String httpUrl,
      @Nullable String httpsUrl,
      String tunnelAddr,
      @Nullable String caPin,
      String version,
      @Nullable String sshAddr,
      @Nullable Ssh ssh) {}

  /** How people know this server in SSH: lines for known_hosts, and for the zone of its domain. */
  record Ssh(List<HostKey> hostKeys, List<String> knownHosts, List<String> dnsRecords) {
    static Ssh of(SshFacts facts) {
      return new Ssh(
          facts.hostKeys().stream().map(key -> new HostKey(key.type(), key.fingerprint())).toList(),
          facts.knownHosts(),
          facts.dnsRecords());
    }
  }

  /** One of its keys. */
  record HostKey(String type, String fingerprint) {}

  /** A tunnel that is open; {@code node} is left off where a server is alone. */
  record OpenTunnel(
      String id,
      String url,
      String protocol,
      String account,
      String clientId,
      String clientAddress,
      String clientVersion,
      String since,
      long requests,
      long connections,
      long bytesIn,
      long bytesOut,
      String lastSeen,
      @Nullable String node) {
    /** Where it is. */
    OpenTunnel at(String itsNode) {
      return new OpenTunnel(
          id,
          url,
          protocol,
          account,
          clientId,
          clientAddress,
          clientVersion,
          since,
          requests,
          connections,
          bytesIn,
          bytesOut,
          lastSeen,
          itsNode);
    }

    static OpenTunnel of(TunnelMeter meter, Holder.About client) {
      TunnelMeter.Reading reading = meter.reading();
      return new OpenTunnel(
          meter.id(),
          meter.url(),
          meter.tunnel().url().protocol().wireName(),
          client.account(),
          client.client(),
          client.address(),
          client.version(),
          time(meter.since()),
          reading.requests(),
          reading.connections(),
          reading.bytesIn(),
          reading.bytesOut(),
          time(reading.lastSeen()),
          null);
    }
  }

  /** A client that is connected; {@code node} is left off where a server is alone. */
  record Client(
      String id,
      String account,
      String address,
      String version,
      String since,
      String lastSeen,
      int tunnels,
      @Nullable String node) {
    /** Where it is. */
    Client at(String itsNode) {
      return new Client(id, account, address, version, since, lastSeen, tunnels, itsNode);
    }

    static Client of(Holder.About client, int tunnels) {
      return new Client(
          client.id(),
          client.account(),
          client.address(),
          client.version(),
          time(client.since()),
          time(client.lastSeen()),
          tunnels,
          null);
    }
  }

  /** A name or port that is one's own; the stable one stays. */
  record Name(String kind, String name, String created, boolean stable) {
    static Name of(NameRow row, AccountRow account) {
      boolean isStable = row.kind() == NameKind.SUBDOMAIN && row.name().equals(account.subdomain());
      return new Name(row.kind().word(), row.name(), time(row.created()), isStable);
    }
  }

  /** What name is wanted; the kind is subdomain, hostname or port. */
  record WantedName(String kind, String name) {}

  /** A token, without its secret. */
  record Token(
      String id,
      String label,
      List<String> scopes,
      String created,
      @Nullable String used,
      @Nullable String ends) {
    static Token of(TokenRow row) {
      return new Token(
          row.id(),
          row.label(),
          row.scopes(),
          time(row.created()),
          time(row.used()),
          time(row.ends()));
    }
  }

  /** What token is wanted; without scopes it opens tunnels. */
  record WantedToken(String label, @Nullable List<String> scopes, @Nullable String ends) {}

  /** A token that was just made: it is shown this once. */
  record MadeToken(
      String id,
      String label,
      List<String> scopes,
      String created,
      @Nullable String ends,
      String token) {
    static MadeToken of(TokenRow row, String token) {
      return new MadeToken(
          row.id(), row.label(), row.scopes(), time(row.created()), time(row.ends()), token);
    }
  }

  /** A public key; its id is the fingerprint as it may stand in an address. */
  record Key(
      String id,
      String fingerprint,
      String type,
      int bits,
      String label,
      String created,
      @Nullable String used) {
    private static final String HASH = "SHA256:";

    static Key of(SshKeyRow row) {
      return new Key(
          row.fingerprint().substring(HASH.length()).replace('+', '-').replace('/', '_'),
          row.fingerprint(),
          row.type(),
          row.bits(),
          row.label(),
          time(row.created()),
          time(row.used()));
    }

    static String fingerprint(String id) {
      return HASH + id.replace('-', '+').replace('_', '/');
    }
  }

  /** What keys to add: a text as in authorized_keys; without a label they are called as there. */
  record WantedKeys(String text, @Nullable String label) {}

  /** A browser that is signed in. */
  record Session(
      String id, String created, String seen, String address, String agent, boolean current) {
    static Session of(SessionRow row, boolean isCurrent) {
      return new Session(
          row.hash(), time(row.created()), time(row.seen()), row.address(), row.agent(), isCurrent);
    }
  }

  /** An account, as admins see it in the list. */
  record Person(
      String id,
      String displayName,
      String email,
      String subdomain,
      String role,
      boolean disabled,
      String created,
      @Nullable String signedIn,
      @Nullable String provider,
      int tunnels) {
    static Person of(AccountRow row, int tunnels) {
      return new Person(
          row.id(),
          row.person().displayName(),
          row.person().email(),
          row.subdomain(),
          row.role().word(),
          row.isDisabled(),
          time(row.created()),
          time(row.signedIn()),
          row.identity().map(AccountRow.Identity::provider).orElse(null),
          tunnels);
    }
  }

  /** An account, as admins see it by itself. */
  record WholePerson(
      String id,
      String displayName,
      String email,
      String subdomain,
      String role,
      boolean disabled,
      String created,
      @Nullable String signedIn,
      @Nullable String provider,
      int tunnels,
      String limits,
      List<Name> names,
      List<Token> tokens,
      List<Key> keys) {
    static WholePerson of(AccountRow row, int tunnels, Belongings has) {
      Person person = Person.of(row, tunnels);
      return new WholePerson(
          person.id(),
          person.displayName(),
          person.email(),
          person.subdomain(),
          person.role(),
          person.disabled(),
          person.created(),
          person.signedIn(),
          person.provider(),
          tunnels,
          row.limits(),
          has.names().stream().map(name -> Name.of(name, row)).toList(),
          has.tokens().stream().map(Token::of).toList(),
          has.keys().stream().map(Key::of).toList());
    }
  }

  /** What is an account's own, as it is kept. */
  record Belongings(List<NameRow> names, List<TokenRow> tokens, List<SshKeyRow> keys) {}

  /** Whom to add. */
  record WantedPerson(String name, @Nullable String email, @Nullable String role) {}

  /** Somebody who was just added, and the link by which they sign in, once. */
  record AddedPerson(
      String id,
      String displayName,
      String email,
      String subdomain,
      String role,
      String signInLink) {}

  /** What to change of an account; what is left off stays. */
  record ChangedPerson(
      @Nullable String role, @Nullable Boolean disabled, @Nullable String limits) {}

  /** A line of the audit log. */
  record AuditLine(
      long seq,
      String at,
      String who,
      String address,
      String action,
      String target,
      String detail) {
    static AuditLine of(AuditRow row) {
      return new AuditLine(
          row.seq(),
          time(row.at()),
          row.who(),
          row.address(),
          row.action(),
          row.target(),
          row.detail());
    }
  }

  /** All settings. */
  record AllSettings(List<Settings> sections) {}

  /** How many sessions were ended. */
  record Ended(int ended) {}
}
