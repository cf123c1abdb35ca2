package org.ngrokd.server.acme;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ngrokd.server.acme.dns.AwaitRecord;
import org.ngrokd.server.acme.dns.ChallengeZone;
import org.ngrokd.server.acme.dns.DnsHook;
import org.ngrokd.server.acme.dns.DnsPublisher;
import org.ngrokd.server.acme.dns.DnsUpdate;
import org.ngrokd.server.acme.dns.NameServers;
import org.ngrokd.server.acme.dns.TsigKey;
import org.ngrokd.server.acme.dns.ZoneServers;
import org.ngrokd.server.acme.options.AcmeOptions;
import org.ngrokd.streams.net.HostAndPort;

/**
 * How names are proven by DNS.
 *
 * @param domain for which, and for names below it, it is tried before other ways
 * @param publisher publishes TXT records; empty: nobody does
 * @param persists whether a record that people have published does
 * @param seen looks whether records are there
 */
record DnsProofs(
    String domain, Optional<DnsPublisher> publisher, boolean persists, AwaitRecord seen) {
  /** Providers say that it takes them minutes at worst. */
  private static final Duration SEEN = Duration.ofMinutes(5);

  /**
   * Makes what is wished.
   *
   * @param zone that the server answers for itself
   */
  static DnsProofs of(
      String domain, AcmeOptions.Dns dns, Optional<ChallengeZone> zone, Clock clock) {
    AwaitRecord seen = new AwaitRecord(servers(dns), SEEN);
    Optional<DnsPublisher> publisher =
        zone.isPresent() ? zone.map(each -> each) : elsewhere(dns, clock, seen);
    return new DnsProofs(domain, publisher, dns.persists(), seen);
  }

  /** Whether it is tried first. */
  boolean isFor(String name) {
    return publisher.isPresent() && (name.equals(domain) || name.endsWith("." + domain));
  }

  private static Optional<DnsPublisher> elsewhere(
      AcmeOptions.Dns dns, Clock clock, AwaitRecord seen) {
    return dns.hook().isEmpty()
        ? dns.update().map(update -> new DnsUpdate(update.server(), key(update), clock, seen))
        : Optional.of(new DnsHook(dns.hook(), DnsHook.MOST, seen));
  }

  private static TsigKey key(AcmeOptions.Update update) {
    return TsigKey.of(update.keyName(), update.algorithm(), update.secret());
  }

  private static NameServers servers(AcmeOptions.Dns dns) {
    if (dns.checkAt().isEmpty()) {
      return new ZoneServers();
    }
    List<HostAndPort> these = dns.checkAt().get();
    return these.isEmpty()
        ? NameServers.none()
        : NameServers.these(
            these.stream().map(each -> new InetSocketAddress(each.host(), each.port())).toList());
  }
}
