package org.ngrokd.server.teams.signin;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The keys with which a provider signs. They are looked up for a token whose key is not known, but
 * not each time: whoever sends such tokens must not make us ask the provider without end. Blocks;
 * safe from any thread.
 */
final class KeySet implements JWKSource<Deadline> {
  /** A key that the provider withdrew is not believed for longer. */
  static final Duration FRESH = Duration.ofHours(1);

  /** Between two look-ups for keys that are not known. */
  static final Duration BETWEEN = Duration.ofMinutes(1);

  private final URI uri;
  private final BiFunction<HTTPRequest, Deadline, HTTPResponse> fetch;
  private final Clock clock;
  private @Nullable JWKSet known;
  private Instant asked = Instant.MIN;

  KeySet(URI uri, BiFunction<HTTPRequest, Deadline, HTTPResponse> fetch, Clock clock) {
    this.uri = uri;
    this.fetch = fetch;
    this.clock = clock;
  }

  @Override
  public synchronized List<JWK> get(JWKSelector selector, Deadline deadline) {
    JWKSet keys = known;
    if (keys == null || isOlderThan(FRESH)) {
      return selector.select(load(deadline));
    }
    List<JWK> found = selector.select(keys);
    return found.isEmpty() && isOlderThan(BETWEEN) ? selector.select(load(deadline)) : found;
  }

  private boolean isOlderThan(Duration age) {
    return !clock.instant().isBefore(asked.plus(age));
  }

  private JWKSet load(Deadline deadline) {
    HTTPResponse answer = fetch.apply(new HTTPRequest(HTTPRequest.Method.GET, uri), deadline);
    if (answer.getStatusCode() != 200) {
      throw new RefusalException(
          answer.getStatusCode() >= 500 ? Refusal.PROVIDER_DOWN : Refusal.PROVIDER_WRONG,
          "its keys: status " + answer.getStatusCode());
    }
    try {
      JWKSet keys = JWKSet.parse(answer.getBody());
      known = keys;
      asked = clock.instant();
      return keys;
    } catch (java.text.ParseException e) {
      throw new RefusalException(Refusal.PROVIDER_WRONG, "its keys are no JWK set");
    }
  }
}
