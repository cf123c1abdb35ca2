package org.ngrokd.server.acme.ca;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ngrokd.server.acme.challenge.Published;
import org.ngrokd.server.acme.ca.Solver.Kind;
import org.ngrokd.streams.net.Failures;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.Dns01Challenge;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;
import org.shredzone.acme4j.exception.AcmeException;

/**
 * Shows a CA that one name is ours, by one of the challenges that it offers. Which one works is not
 * known before: a failed one makes the authorization void, so that the next order tries the next
 * kind ({@link Kinds}). Used by one thread.
 */
final class Proof {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Authorization authorization;
  private final Solver solver;
  private final Kinds kinds;
  private final String name;

  Proof(Authorization authorization, Solver solver, Kinds kinds) {
    this.authorization = authorization;
    this.solver = solver;
    this.kinds = kinds;
    this.name = nameOf(authorization);
  }

  private static String nameOf(Authorization authorization) {
    var identifier = authorization.getIdentifier();
    return identifier.getType().equals("ip") ? identifier.getValue() : identifier.getDomain();
  }

  /**
   * Shows it, or says why that is not so.
   *
   * @throws NotProven when the CA does not see it
   */
  void show() throws AcmeException, InterruptedException {
    Challenge challenge = challenge();
    try (Published published = publish(challenge)) {
      challenge.trigger();
      if (challenge.waitForCompletion(PATIENCE) != Status.VALID) {
        kinds.failed(name, challenge.getType());
        throw new NotProven(
            "The CA does not see that %s is ours (%s)%s"
                .formatted(
                    name,
                    challenge.getType(),
                    challenge.getError().map(Proof::detail).map(text -> ": " + text).orElse("")));
      }
    } catch (IOException e) {
      throw new NotProven("%s cannot be proven: %s".formatted(name, Failures.oneLine(e)));
    }
  }

  private static String detail(Problem problem) {
    return problem.getDetail().orElseGet(problem::toString);
  }

  private Challenge challenge() throws NotProven {
    List<Challenge> possible = new ArrayList<>();
    find(Kind.ALPN, TlsAlpn01Challenge.class).ifPresent(possible::add);
    find(Kind.HTTP, Http01Challenge.class).ifPresent(possible::add);
    find(Kind.DNS, Dns01Challenge.class).ifPresent(possible::add);
    if (possible.isEmpty()) {
      throw new NotProven(
          "%s cannot be proven: %s"
              .formatted(
                  name,
                  authorization.isWildcard()
                      ? "a wildcard is proven by DNS alone (-acmeDnsHook, -acmeDnsAddr)"
                      : "the CA asks for what is not served here (ports 80 and 443, DNS)"));
    }
    return kinds.next(name, possible);
  }

  private <C extends Challenge> Optional<C> find(Kind kind, Class<C> type) {
    return solver.can(kind, name) ? authorization.findChallenge(type) : Optional.empty();
  }

  private Published publish(Challenge challenge) throws IOException, InterruptedException {
    if (challenge instanceof Http01Challenge http) {
      return solver.http(name, http.getToken(), http.getAuthorization());
    }
    if (challenge instanceof TlsAlpn01Challenge alpn) {
      return solver.alpn(name, alpn.getAcmeValidation());
    }
    Dns01Challenge dns = (Dns01Challenge) challenge;
    String record = Dns01Challenge.RECORD_NAME_PREFIX + "." + name;
    return solver.dns(record, dns.getDigest());
  }
}
