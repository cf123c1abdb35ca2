package org.ngrokd.server.acme.ocsp;

import java.io.IOException;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.ngrokd.certs.CertificateNames;
import org.ngrokd.certs.Identity;
import org.ngrokd.server.tls.Stapling;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.TlsContexts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps at hand what responders say of certificates that name one: asked before anybody needs it,
 * and again when half of its time is over. A handshake takes what there is, and goes without it
 * where there is nothing; it never waits. Safe from any thread; {@link #look} blocks.
 */
public final class Stapler implements Stapling {
  /** For an answer; meanwhile nobody waits but other certificates. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** After a failure. */
  private static final Duration PAUSE = Duration.ofMinutes(5);

  private static final Logger LOG = LoggerFactory.getLogger(Stapler.class);

  private final Clock clock;
  private final OcspClient client;
  private final boolean isPossible;
  private final Map<X509Certificate, Optional<URI>> responders = new HashMap<>();
  private final Map<X509Certificate, Staple> staples = new ConcurrentHashMap<>();
  private final Map<X509Certificate, Instant> paused = new ConcurrentHashMap<>();
  private final Set<String> failing = ConcurrentHashMap.newKeySet();
  private boolean isTold;

  public Stapler(Clock clock) {
    this(clock, PATIENCE, TlsContexts.canStaple());
  }

  /**
   * @param isPossible whether TLS can show what is known
   */
  Stapler(Clock clock, Duration patience, boolean isPossible) {
    this.clock = clock;
    this.client = new OcspClient(patience);
    this.isPossible = isPossible;
  }

  @Override
  public boolean isFor(Identity identity) {
    return isPossible && Responder.of(identity).isPresent();
  }

  @Override
  public Optional<byte[]> staple(Identity identity) {
    return Optional.ofNullable(staples.get(identity.leaf()))
        .filter(staple -> clock.instant().isBefore(staple.end()))
        .map(Staple::answer);
  }

  /** How many are at hand. */
  int size() {
    return staples.size();
  }

  /**
   * Asks for what is due, and forgets what is shown no more. Blocks; a responder that does not
   * answer is asked for no other certificate this time.
   *
   * @param shown all certificates
   * @throws InterruptedException when the server stops
   */
  public synchronized void look(Collection<Identity> shown) throws InterruptedException {
    Set<X509Certificate> leaves = shown.stream().map(Identity::leaf).collect(Collectors.toSet());
    responders.keySet().retainAll(leaves);
    staples.keySet().retainAll(leaves);
    paused.keySet().retainAll(leaves);
    Set<String> silent = new HashSet<>();
    for (Identity each : shown) {
      Optional<URI> responder = responders.computeIfAbsent(each.leaf(), leaf -> Responder.of(each));
      if (responder.isPresent() && isDue(each.leaf()) && mayAsk(responder.get(), silent)) {
        ask(each, responder.get(), silent);
      }
    }
  }

  private boolean mayAsk(URI responder, Set<String> silent) {
    if (!isPossible && !isTold) {
      isTold = true;
      LOG.info(
          "Certificates name an OCSP responder, but the JDK's TLS, which is in use since netty's"
              + " native library does not load, shows no answers of it: visitors ask themselves");
    }
    return isPossible && !silent.contains(host(responder));
  }

  private boolean isDue(X509Certificate leaf) {
    Instant now = clock.instant();
    Staple known = staples.get(leaf);
    boolean isFresh = known != null && now.isBefore(known.refreshAt());
    Instant pause = paused.getOrDefault(leaf, Instant.EPOCH);
    boolean isPaused = now.isBefore(pause) && !pause.isAfter(now.plus(PAUSE));
    return !isFresh && !isPaused;
  }

  private static String host(URI responder) {
    return responder.getHost() + ":" + responder.getPort();
  }

  private void ask(Identity identity, URI responder, Set<String> silent)
      throws InterruptedException {
    X509Certificate leaf = identity.leaf();
    try {
      Question question = new Question(leaf, Responder.issuer(identity));
      byte[] answer = answer(responder, question, silent);
      staples.put(leaf, question.read(answer, clock.instant()));
      paused.remove(leaf);
      if (failing.remove(host(responder))) {
        LOG.info("The OCSP responder {} answers again", responder);
      }
    } catch (IOException e) {
      paused.put(leaf, clock.instant().plus(PAUSE));
      if (failing.add(host(responder))) {
        LOG.warn(
            "No answer of the OCSP responder {} for {}: {}; visitors are served without it",
            responder,
            String.join(", ", CertificateNames.of(leaf)),
            Failures.oneLine(e));
      }
    }
  }

  private byte[] answer(URI responder, Question question, Set<String> silent)
      throws IOException, InterruptedException {
    try {
      return client.ask(responder, question.bytes());
    } catch (IOException e) {
      silent.add(host(responder));
      throw e;
    }
  }
}
