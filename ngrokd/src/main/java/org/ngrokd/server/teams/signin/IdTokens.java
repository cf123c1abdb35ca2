package org.ngrokd.server.teams.signin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.validators.IDTokenClaimsVerifier;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Set;

/**
 * Believes what a provider says of somebody, or does not. What is wrong with a token is told by
 * name first; then Nimbus has the last word. Safe from any thread.
 */
final class IdTokens {
  /**
   * Signatures that only the provider can make. "none" is none, and with HS256 whoever has read our
   * config could make one.
   */
  static final Set<JWSAlgorithm> ALLOWED =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  /** Two clocks may differ by so much. */
  private static final Duration SKEW = Duration.ofMinutes(1);

  private final Issuer issuer;
  private final ClientID client;
  private final DefaultJWTProcessor<Deadline> signatures = new DefaultJWTProcessor<>();
  private final Clock clock;

  IdTokens(Issuer issuer, ClientID client, JWKSource<Deadline> keys, Clock clock) {
    this.issuer = issuer;
    this.client = client;
    this.clock = clock;
    signatures.setJWSKeySelector(new JWSVerificationKeySelector<>(ALLOWED, keys));
    signatures.setJWTClaimsSetVerifier((claims, deadline) -> {}); // comes after it
  }

  /**
   * What a token says, if it is the one that was asked for.
   *
   * @throws RefusalException when it is not
   */
  JWTClaimsSet verified(JWT token, Nonce nonce, Deadline deadline) {
    if (!(token instanceof SignedJWT signed)
        || !ALLOWED.contains(signed.getHeader().getAlgorithm())) {
      throw new RefusalException(Refusal.ALGORITHM);
    }
    try {
      JWTClaimsSet claims = signatures.process(signed, deadline);
      name(claims, nonce);
      IDTokenClaimsVerifier last =
          new IDTokenClaimsVerifier(issuer, client, nonce, (int) SKEW.toSeconds());
      last.verify(claims, null);
      return claims;
    } catch (BadJWTException e) {
      throw new RefusalException(Refusal.PROVIDER_WRONG, "the ID token lacks something");
    } catch (BadJOSEException | JOSEException e) {
      throw new RefusalException(Refusal.SIGNATURE);
    } catch (ParseException e) {
      throw new RefusalException(Refusal.PROVIDER_WRONG, "the ID token's nonce is no text");
    }
  }

  private void name(JWTClaimsSet claims, Nonce nonce) throws ParseException {
    if (!issuer.getValue().equals(claims.getIssuer())) {
      throw new RefusalException(Refusal.ISSUER);
    }
    if (!claims.getAudience().contains(client.getValue())) {
      throw new RefusalException(Refusal.AUDIENCE);
    }
    Date expiry = claims.getExpirationTime();
    Instant now = clock.instant();
    if (expiry == null || !now.isBefore(expiry.toInstant().plus(SKEW))) {
      throw new RefusalException(Refusal.EXPIRED);
    }
    if (!nonce.getValue().equals(claims.getStringClaim("nonce"))) {
      throw new RefusalException(Refusal.NONCE);
    }
  }
}
