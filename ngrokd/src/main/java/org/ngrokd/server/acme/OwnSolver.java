package org.ngrokd.server.acme;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.ngrokd.server.acme.ca.Solver;
import org.ngrokd.server.acme.challenge.AlpnChallenges;
import org.ngrokd.server.acme.challenge.HttpChallenges;
import org.ngrokd.server.acme.challenge.Published;
import org.ngrokd.server.acme.dns.DnsPublisher;

/** Shows a CA that names are ours, by what this server serves. Safe from any thread. */
final class OwnSolver implements Solver {
  private static final String PREFIX = "_acme-challenge.";

  private final HttpChallenges http;
  private final AlpnChallenges alpn;
  private final Set<Kind> served;
  private final Optional<DnsPublisher> dns;

  /**
   * @param served what there are listeners for
   * @param dns publishes TXT records; empty: nobody does
   */
  OwnSolver(
      HttpChallenges http, AlpnChallenges alpn, Set<Kind> served, Optional<DnsPublisher> dns) {
    this.http = http;
    this.alpn = alpn;
    this.served = Set.copyOf(served);
    this.dns = dns;
  }

  /** Whether a CA really comes through to a listener shows only when it tries. */
  @Override
  public boolean can(Kind kind, String name) {
    return kind == Kind.DNS
        ? dns.filter(way -> way.can(PREFIX + name)).isPresent()
        : served.contains(kind);
  }

  @Override
  public Published http(String name, String token, String answer) {
    return http.publish(name, token, answer);
  }

  @Override
  public Published alpn(String name, byte[] digest) {
    return alpn.publish(name, digest);
  }

  @Override
  public Published dns(String record, String value) throws IOException, InterruptedException {
    if (dns.isEmpty()) {
      throw new IOException("nothing here publishes TXT records");
    }
    return dns.get().publish(record, value);
  }
}
