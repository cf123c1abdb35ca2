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

/** Makes of what is wished the way in which TXT records are published. */
final class DnsProofs {
  /** Providers say that it takes them minutes at worst. */
  private static final Duration SEEN = Duration.ofMinutes(5);

  private DnsProofs() {}

  /**
   * The way; empty: there is none.
   *
   * @param zone that the server answers for itself
   */
  static Optional<DnsPublisher> of(
      AcmeOptions.Dns dns, Optional<ChallengeZone> zone, Clock clock) {
    if (zone.isPresent()) {
      return Optional.of(zone.get());
    }
    AwaitRecord seen = new AwaitRecord(servers(dns), SEEN);
    if (!dns.hook().isEmpty()) {
      return Optional.of(new DnsHook(dns.hook(), DnsHook.MOST, seen));
    }
    return dns.update().map(update -> new DnsUpdate(update.server(), key(update), clock, seen));
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
