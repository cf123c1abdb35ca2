package org.ngrokd.server.acme.ca;

import java.io.IOException;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ngrokd.server.acme.ca.Solver.Kind;
import org.ngrokd.server.acme.challenge.Published;
import org.ngrokd.streams.net.Failures;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.Dns01Challenge;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.toolbox.JSON;

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
  private final URL account;
  private final String name;

  /**
   * @param account its address at the CA
   */
  Proof(Authorization authorization, Solver solver, Kinds kinds, URL account) {
    this.authorization = authorization;
    this.solver = solver;
    this.kinds = kinds;
    this.account = account;
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
  @SuppressWarnings("try") // it is there as long as the CA looks
  void show() throws AcmeException, InterruptedException {
    Optional<Challenge> persistent = persistent();
    Challenge challenge = persistent.isPresent() ? persistent.get() : challenge();
    try (Published published = publish(challenge)) {
      challenge.trigger();
      if (Waiting.until(challenge, PATIENCE, Status.VALID) != Status.VALID) {
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

  /**
   * The one by a record that stays, where that is wanted and offered.
   *
   * @throws NotProven with the record that is to be published, when it is not there
   */
  private Optional<Challenge> persistent() throws NotProven {
    Optional<Challenge> offered =
        solver.can(Kind.PERSIST, name)
            ? authorization.findChallenge(PersistentRecord.CHALLENGE)
            : Optional.empty();
    if (offered.isPresent()) {
      JSON challenge = offered.get().getJSON();
      PersistentRecord record =
          PersistentRecord.of(challenge, name, account, authorization.isWildcard());
      PersistentRecord wider = PersistentRecord.of(challenge, name, account, true);
      if (!isThere(record) && !isThere(wider)) {
        throw new NotProven("publish this record once, and leave it: " + record);
      }
    }
    return offered;
  }

  private boolean isThere(PersistentRecord record) {
    return solver.isThere(record.name(), record.value());
  }

  private static String detail(Problem problem) {
    return problem.getDetail().orElseGet(problem::toString);
  }

  private Challenge challenge() throws NotProven {
    List<Challenge> possible = new ArrayList<>();
    find(Kind.ALPN, TlsAlpn01Challenge.class).ifPresent(possible::add);
    find(Kind.HTTP, Http01Challenge.class).ifPresent(possible::add);
    int last = solver.prefersDns(name) ? 0 : possible.size();
    find(Kind.DNS, Dns01Challenge.class).ifPresent(dns -> possible.add(last, dns));
    if (possible.isEmpty()) {
      throw new NotProven(
          "%s cannot be proven: %s"
              .formatted(
                  name,
                  authorization.isWildcard()
                      ? "a wildcard is proven by DNS alone (-acmeDnsHook, -acmeDnsUpdate,"
                          + " -acmeDnsAddr)"
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
    if (!(challenge instanceof Dns01Challenge dns)) {
      return () -> {}; // its record is there
    }
    String record = Dns01Challenge.RECORD_NAME_PREFIX + "." + name;
    return solver.dns(record, dns.getDigest());
  }
}
