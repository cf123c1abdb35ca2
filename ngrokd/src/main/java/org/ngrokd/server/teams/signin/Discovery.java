package org.ngrokd.server.teams.signin;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a provider's discovery document says. It is fetched when somebody wants to sign in, not
 * before: a provider that is down does not keep the server from starting. Blocks; safe from any
 * thread, and asks once for all who wait.
 */
final class Discovery {
  static final Duration FRESH = Duration.ofHours(1);

  /** A provider that did not answer is not asked again at once by everybody who comes. */
  static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  private final URI issuer;
  private final BiFunction<HTTPRequest, Deadline, HTTPResponse> fetch;
  private final Clock clock;
  private @Nullable OIDCProviderMetadata known;
  private Instant staleAt = Instant.MIN;
  private @Nullable RefusalException failure;
  private Instant askAgain = Instant.MIN;

  Discovery(URI issuer, BiFunction<HTTPRequest, Deadline, HTTPResponse> fetch, Clock clock) {
    this.issuer = issuer;
    this.fetch = fetch;
    this.clock = clock;
  }

  /**
   * What it says; what it said before when it does not answer now.
   *
   * @throws RefusalException when it never answered
   */
  synchronized OIDCProviderMetadata get(Deadline deadline) {
    Instant now = clock.instant();
    OIDCProviderMetadata before = known;
    if (before != null && (now.isBefore(staleAt) || now.isBefore(askAgain))) {
      return before;
    }
    if (failure != null && now.isBefore(askAgain)) {
      throw failure;
    }
    try {
      OIDCProviderMetadata found = load(deadline);
      known = found;
      staleAt = clock.instant().plus(FRESH);
      failure = null;
      return found;
    } catch (RefusalException e) {
      failure = e;
      askAgain = clock.instant().plus(AFTER_FAILURE);
      if (before != null) {
        return before;
      }
      throw e;
    }
  }

  private OIDCProviderMetadata load(Deadline deadline) {
    String base = issuer.toString().replaceFirst("/$", "");
    URI document = URI.create(base + "/.well-known/openid-configuration");
    HTTPResponse answer = fetch.apply(new HTTPRequest(HTTPRequest.Method.GET, document), deadline);
    if (answer.getStatusCode() != 200) {
      throw new RefusalException(
          answer.getStatusCode() >= 500 ? Refusal.PROVIDER_DOWN : Refusal.PROVIDER_WRONG,
          document + " has status " + answer.getStatusCode());
    }
    OIDCProviderMetadata found;
    try {
      found = OIDCProviderMetadata.parse(answer.getBody());
    } catch (ParseException e) {
      throw new RefusalException(
          Refusal.PROVIDER_WRONG, document + " is no discovery document of OpenID Connect");
    }
    if (!found.getIssuer().getValue().equals(issuer.toString())) {
      throw new RefusalException(
          Refusal.ISSUER,
          "the config's issuer is " + issuer + ", but the discovery document has another");
    }
    requireEndpoints(found);
    return found;
  }

  private static void requireEndpoints(OIDCProviderMetadata found) {
    if (found.getAuthorizationEndpointURI() == null
        || found.getTokenEndpointURI() == null
        || found.getJWKSetURI() == null) {
      throw new RefusalException(
          Refusal.PROVIDER_WRONG, "its discovery document names no endpoint for codes, or no keys");
    }
    Fetch.requireSafe(found.getAuthorizationEndpointURI());
  }
}
