package org.ngrokd.server.acme;

import java.io.IOException;
import java.util.Set;
import org.ngrokd.server.acme.ca.Solver;
import org.ngrokd.server.acme.challenge.AlpnChallenges;
import org.ngrokd.server.acme.challenge.HttpChallenges;
import org.ngrokd.server.acme.challenge.Published;

/** Shows a CA that names are ours, by what this server serves. Safe from any thread. */
final class OwnSolver implements Solver {
  private final HttpChallenges http;
  private final AlpnChallenges alpn;
  private final Set<Kind> served;

  /**
   * @param served what there are listeners for
   */
  OwnSolver(HttpChallenges http, AlpnChallenges alpn, Set<Kind> served) {
    this.http = http;
    this.alpn = alpn;
    this.served = Set.copyOf(served);
  }

  /** Whether a CA really comes through to a listener shows only when it tries. */
  @Override
  public boolean can(Kind kind, String name) {
    boolean isWildcard = name.startsWith("*.");
    return served.contains(kind) && (!isWildcard || kind == Kind.DNS);
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
  public Published dns(String record, String value) throws IOException {
    throw new IOException("nothing here publishes TXT records");
  }
}
