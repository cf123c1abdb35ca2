package org.ngrokd.server.teams.signin;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.server.teams.TeamsOptions;

/**
 * A provider of OpenID Connect: the authorization code flow with PKCE. Blocks while it is asked;
 * safe from any thread.
 */
final class OpenIdProvider {
  private final TeamsOptions.Provider options;
  private final URI callback;
  private final Fetch fetch;
  private final Discovery discovery;
  private final Clock clock;
  private volatile Keys keys;

  /** The keys at an address. */
  private record Keys(URI uri, KeySet set) {}

  /**
   * What came back with the browser.
   *
   * @param issuer "" where none was said
   */
  record Returned(String code, String issuer) {
    /** The code stays out. */
    @Override
    public String toString() {
      return "Returned[issuer=%s]".formatted(issuer);
    }
  }

  /**
   * @param callback where the provider sends browsers back
   */
  OpenIdProvider(TeamsOptions.Provider options, URI callback, Fetch fetch, Clock clock) {
    this.options = options;
    this.callback = callback;
    this.fetch = fetch;
    this.discovery = new Discovery(options.issuer(), fetch::send, clock);
    this.clock = clock;
    this.keys = keysAt(options.issuer());
  }

  String id() {
    return options.id();
  }

  String name() {
    return options.name();
  }

  /**
   * Where a browser goes to sign in.
   *
   * @param state what comes back with it
   * @throws RefusalException when that cannot be found out
   */
  URI page(Attempt attempt, String state, Deadline deadline) {
    OIDCProviderMetadata metadata = discovery.get(deadline);
    return new AuthenticationRequest.Builder(
            ResponseType.CODE, Scope.parse(scopes()), client(), callback)
        .endpointURI(metadata.getAuthorizationEndpointURI())
        .state(new State(state))
        .nonce(new Nonce(attempt.nonce()))
        .codeChallenge(new CodeVerifier(attempt.verifier()), CodeChallengeMethod.S256)
        .build()
        .toURI();
  }

  private List<String> scopes() {
    return options.client().scopes();
  }

  private ClientID client() {
    return new ClientID(options.client().id());
  }

  /**
   * Who somebody is that came back.
   *
   * @throws RefusalException when that is not known, or they are not let in
   */
  Claimed who(Attempt attempt, Returned returned, Deadline deadline) {
    OIDCProviderMetadata metadata = discovery.get(deadline);
    requireSameIssuer(metadata, returned.issuer());
    OIDCTokens tokens = tokens(metadata, attempt, returned.code(), deadline);
    JWTClaimsSet idClaims =
        new IdTokens(
                new Issuer(options.issuer()),
                client(),
                keysAt(metadata.getJWKSetURI()).set(),
                clock)
            .verified(tokens.getIDToken(), new Nonce(attempt.nonce()), deadline);
    String subject = idClaims.getSubject();
    Map<String, Object> claims = new LinkedHashMap<>(idClaims.getClaims());
    if (metadata.getUserInfoEndpointURI() != null) {
      claims.putAll(userInfo(metadata, tokens, subject, deadline));
    }
    return new ClaimReader(options).read(subject, claims);
  }

  /** Another provider's answer must not be taken for this one's (RFC 9207). */
  private void requireSameIssuer(OIDCProviderMetadata metadata, String issuer) {
    boolean isNeeded = metadata.supportsAuthorizationResponseIssuerParam();
    if ((isNeeded || !issuer.isEmpty()) && !issuer.equals(options.issuer().toString())) {
      throw new RefusalException(Refusal.ISSUER, "the browser came back from another");
    }
  }

  private Keys keysAt(URI uri) {
    Keys known = keys;
    if (known == null || !known.uri().equals(uri)) {
      known = new Keys(uri, new KeySet(uri, fetch::send, clock));
      keys = known;
    }
    return known;
  }

  private OIDCTokens tokens(
      OIDCProviderMetadata metadata, Attempt attempt, String code, Deadline deadline) {
    AuthorizationCodeGrant grant =
        new AuthorizationCodeGrant(
            new AuthorizationCode(code), callback, new CodeVerifier(attempt.verifier()));
    HTTPRequest request =
        options.client().secret().isEmpty()
            ? new TokenRequest.Builder(metadata.getTokenEndpointURI(), client(), grant)
                .build()
                .toHTTPRequest()
            : new TokenRequest.Builder(
                    metadata.getTokenEndpointURI(), authentication(metadata), grant)
                .build()
                .toHTTPRequest();
    HTTPResponse answer = fetch.send(request, deadline);
    try {
      TokenResponse response = OIDCTokenResponseParser.parse(answer);
      if (response instanceof OIDCTokenResponse good && good.getOIDCTokens().getIDToken() != null) {
        return good.getOIDCTokens();
      }
      throw response instanceof TokenErrorResponse bad
          ? refused(bad, answer.getStatusCode())
          : new RefusalException(Refusal.PROVIDER_WRONG, "it gives no ID token for a code");
    } catch (ParseException e) {
      throw new RefusalException(
          answer.getStatusCode() >= 500 ? Refusal.PROVIDER_DOWN : Refusal.PROVIDER_WRONG,
          "what it gives for a code cannot be read, status " + answer.getStatusCode());
    }
  }

  private ClientAuthentication authentication(OIDCProviderMetadata metadata) {
    Secret secret = new Secret(options.client().secret());
    List<ClientAuthenticationMethod> methods = metadata.getTokenEndpointAuthMethods();
    boolean isInBody =
        methods != null
            && methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST)
            && !methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC);
    return isInBody
        ? new ClientSecretPost(client(), secret)
        : new ClientSecretBasic(client(), secret);
  }

  private static RefusalException refused(TokenErrorResponse response, int status) {
    if (OAuth2Error.INVALID_GRANT.equals(response.getErrorObject())) {
      return new RefusalException(Refusal.CODE);
    }
    String code = response.getErrorObject() == null ? null : response.getErrorObject().getCode();
    String detail =
        "it refuses the code: "
            + (code == null ? "status " + status : Printable.field(code))
            + ("invalid_client".equals(code) ? " (is the client's id and secret right?)" : "");
    return new RefusalException(
        status >= 500 ? Refusal.PROVIDER_DOWN : Refusal.PROVIDER_WRONG, detail);
  }

  private Map<String, Object> userInfo(
      OIDCProviderMetadata metadata, OIDCTokens tokens, String subject, Deadline deadline) {
    BearerAccessToken token = new BearerAccessToken(tokens.getAccessToken().getValue());
    HTTPResponse answer =
        fetch.send(
            new UserInfoRequest(metadata.getUserInfoEndpointURI(), token).toHTTPRequest(),
            deadline);
    if (answer.getStatusCode() != 200) {
      throw new RefusalException(
          answer.getStatusCode() >= 500 ? Refusal.PROVIDER_DOWN : Refusal.PROVIDER_WRONG,
          "userinfo has status " + answer.getStatusCode());
    }
    Map<String, Object> claims;
    try {
      claims = answer.getBodyAsJSONObject();
    } catch (ParseException e) {
      throw new RefusalException(
          Refusal.PROVIDER_WRONG, "userinfo is no JSON; signed or encrypted answers are not read");
    }
    if (!subject.equals(claims.get("sub"))) {
      throw new RefusalException(Refusal.SUBJECT);
    }
    return claims;
  }
}
