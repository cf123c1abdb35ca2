package org.ngrokd.server.acme;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
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
  private final DnsProofs dns;
  private final Predicate<String> isProvenOtherwise;

  /**
   * @param served what there are listeners for
   * @param dns the ways by DNS that there are
   * @param isProvenOtherwise for which names DNS is tried last, since it fails now
   */
  OwnSolver(
      HttpChallenges http,
      AlpnChallenges alpn,
      Set<Kind> served,
      DnsProofs dns,
      Predicate<String> isProvenOtherwise) {
    this.http = http;
    this.alpn = alpn;
    this.served = Set.copyOf(served);
    this.dns = dns;
    this.isProvenOtherwise = isProvenOtherwise;
  }

  /** Whether a CA really comes through to a listener shows only when it tries. */
  @Override
  public boolean can(Kind kind, String name) {
    return switch (kind) {
      case DNS -> dns.publisher().filter(way -> way.can(PREFIX + name)).isPresent();
      case PERSIST -> dns.persists();
      case HTTP, ALPN -> served.contains(kind);
    };
  }

  @Override
  public boolean prefersDns(String name) {
    return dns.isFor(name) && !isProvenOtherwise.test(name);
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
    Optional<DnsPublisher> publisher = dns.publisher();
    if (publisher.isEmpty()) {
      throw new IOException("nothing here publishes TXT records");
    }
    return publisher.get().publish(record, value);
  }

  @Override
  public boolean isThere(String record, String value) {
    return dns.seen().isThere(record, value);
  }
}
