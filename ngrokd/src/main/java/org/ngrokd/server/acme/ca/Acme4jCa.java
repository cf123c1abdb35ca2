package org.ngrokd.server.acme.ca;

import java.net.InetAddress;
import java.net.URL;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ngrokd.certs.Identity;
import org.ngrokd.server.acme.options.AcmeOptions;
import org.ngrokd.streams.net.Failures;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Certificate;
import org.shredzone.acme4j.Identifier;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.OrderBuilder;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.RenewalInfo;
import org.shredzone.acme4j.RevocationReason;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeNetworkException;
import org.shredzone.acme4j.exception.AcmeNotSupportedException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.exception.AcmeServerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A CA by acme4j. The account is made at the first order; to its terms we agree, and say so.
 *
 * <p>Blocks; safe from any thread.
 */
public final class Acme4jCa implements Ca {
  /** From the order to the certificate, each step. */
  private static final Duration STEP = Duration.ofSeconds(90);

  private static final Duration ASK_AGAIN = Duration.ofHours(6);
  private static final String NO_ACCOUNT = "urn:ietf:params:acme:error:accountDoesNotExist";
  private static final String SHORT_LIVED = "shortlived";
  private static final Logger LOG = LoggerFactory.getLogger(Acme4jCa.class);

  private final AcmeOptions.Issuer issuer;
  private final Session session;
  private final KeyPair accountKey;
  private final Clock clock;
  private final Kinds kinds = new Kinds();
  private @Nullable Login login;

  /**
   * @param accountKey who we are to the CA
   * @throws org.ngrokd.kit.cli.UserException when the file of its https' CA cannot be read
   */
  public Acme4jCa(AcmeOptions.Issuer issuer, KeyPair accountKey, Clock clock) {
    this.issuer = issuer;
    this.accountKey = accountKey;
    this.clock = clock;
    this.session = new Session(issuer.server(), new TrustingProvider(issuer.trusted()));
    session.networkSettings().setTimeout(Duration.ofSeconds(30));
  }

  @Override
  public Identity obtain(Wanted wanted, Solver solver) throws CaException, InterruptedException {
    beKnown();
    Order order;
    try {
      order = order(wanted);
      List<Authorization> authorizations = new ArrayList<>(order.getAuthorizations());
      // what proves all names below proves the one above, too
      authorizations.sort(Comparator.comparing(each -> !each.isWildcard()));
      for (Authorization authorization : authorizations) {
        if (authorization.getStatus() == Status.PENDING) {
          new Proof(authorization, solver, kinds, login().getAccountLocation()).show();
        }
      }
      if (Waiting.until(order, STEP, Status.READY, Status.VALID) == Status.INVALID) {
        throw refused(order.getError(), "The CA does not take the order");
      }
    } catch (AcmeException | RuntimeException e) {
      throw meaning(e);
    }
    return complete(order, wanted.key().newKeyPair());
  }

  private void beKnown() throws CaException {
    try {
      var unused = login();
    } catch (AcmeException | RuntimeException e) {
      throw meaning(e).beforeTheOrder();
    }
  }

  /** From here on the CA may issue one, whatever we see of that. */
  private static Identity complete(Order order, KeyPair key)
      throws CaException, InterruptedException {
    try {
      order.execute(key);
      if (Waiting.until(order, STEP, Status.VALID) != Status.VALID) {
        throw refused(order.getError(), "The CA does not issue the certificate");
      }
      Certificate issued = order.getCertificate();
      return new Identity(issued.getCertificateChain(), key.getPrivate());
    } catch (AcmeException | RuntimeException e) {
      throw meaning(e).afterTheOrder();
    }
  }

  private Order order(Wanted wanted) throws AcmeException {
    try {
      return replacing(wanted);
    } catch (AcmeServerException e) {
      if (!e.getType().toString().equals(NO_ACCOUNT)) {
        throw e;
      }
      forgetAccount();
      return replacing(wanted);
    }
  }

  /** The CA has lost it: another one is made, with the same key. */
  private synchronized void forgetAccount() {
    login = null;
  }

  private Order replacing(Wanted wanted) throws AcmeException {
    try {
      return ask(wanted, true);
    } catch (AcmeServerException e) {
      if (wanted.replaces().isEmpty() || e instanceof AcmeRateLimitedException) {
        throw e;
      }
      return ask(wanted, false); // it knows nothing of the certificate before
    }
  }

  private Order ask(Wanted wanted, boolean naming) throws AcmeException {
    OrderBuilder asking = login().newOrder();
    List<Identifier> identifiers = new ArrayList<>();
    boolean isAddress = false;
    for (String name : wanted.names()) {
      Optional<InetAddress> address = Addresses.literal(name);
      isAddress |= address.isPresent();
      identifiers.add(address.map(Identifier::ip).orElseGet(() -> Identifier.dns(name)));
    }
    asking.identifiers(identifiers);
    if (isAddress) {
      if (!session.getMetadata().isProfileAllowed(SHORT_LIVED)) {
        throw new NotProven(
            "This CA issues no certificates for IP addresses: it has no profile '%s'; a domain is"
                    .formatted(SHORT_LIVED)
                + " needed, or another CA (-acmeServer)");
      }
      asking.profile(SHORT_LIVED); // the only one in which there are addresses
    }
    if (naming && wanted.replaces().isPresent() && knowsRenewal()) {
      asking.replaces(wanted.replaces().get().leaf());
    }
    return asking.create();
  }

  private boolean knowsRenewal() throws AcmeException {
    return session
        .resourceUrlOptional(org.shredzone.acme4j.connector.Resource.RENEWAL_INFO)
        .isPresent();
  }

  /** One attempt at a time: each would make an account. */
  private synchronized Login login() throws AcmeException {
    Login known = login;
    if (known != null) {
      return known;
    }
    AccountBuilder builder = new AccountBuilder().useKeyPair(accountKey).agreeToTermsOfService();
    issuer.email().ifPresent(builder::addEmail);
    issuer
        .binding()
        .ifPresent(binding -> builder.withKeyIdentifier(binding.id(), binding.secret()));
    Login made = builder.createLogin(session);
    login = made;
    LOG.info(
        "Account at the CA: {}{}",
        made.getAccountLocation(),
        session
            .getMetadata()
            .getTermsOfService()
            .map(terms -> "; its terms are agreed to: " + terms)
            .orElse(""));
    return made;
  }

  /** The address of the account; empty before there is one. */
  public synchronized Optional<URL> account() {
    return Optional.ofNullable(login).map(Login::getAccountLocation);
  }

  @Override
  public Optional<RenewalWindow> renewal(Identity current) throws CaException {
    try {
      if (!knowsRenewal()) {
        return Optional.empty();
      }
      RenewalInfo info = login().bindRenewalInfo(current.leaf());
      Instant again = info.fetch().orElseGet(() -> clock.instant().plus(ASK_AGAIN));
      return Optional.of(
          new RenewalWindow(info.getSuggestedWindowStart(), info.getSuggestedWindowEnd(), again));
    } catch (AcmeNotSupportedException e) {
      return Optional.empty();
    } catch (AcmeException | RuntimeException e) {
      throw meaning(e);
    }
  }

  @Override
  public void revoke(Identity issued) throws CaException {
    try {
      X509Certificate leaf = issued.leaf();
      Certificate.revoke(login(), leaf, RevocationReason.UNSPECIFIED);
    } catch (AcmeException | RuntimeException e) {
      throw meaning(e);
    }
  }

  static CaException refused(Optional<Problem> problem, String what) {
    return new CaException(
        CaException.Kind.REFUSED,
        what + problem.map(each -> ": " + each.getDetail().orElseGet(each::toString)).orElse(""));
  }

  private static CaException meaning(Exception failure) {
    String line = Failures.oneLine(failure);
    if (failure instanceof AcmeRateLimitedException limited) {
      return new CaException(CaException.Kind.RATE_LIMITED, line, limited.getRetryAfter(), failure);
    }
    if (failure instanceof NotProven proven) {
      return new CaException(CaException.Kind.REFUSED, line, Optional.empty(), proven);
    }
    boolean isAway =
        failure instanceof AcmeNetworkException || !(failure instanceof AcmeServerException);
    return new CaException(
        isAway ? CaException.Kind.AWAY : CaException.Kind.REFUSED, line, Optional.empty(), failure);
  }
}
