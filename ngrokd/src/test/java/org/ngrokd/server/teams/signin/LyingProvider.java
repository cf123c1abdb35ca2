package org.ngrokd.server.teams.signin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.ngrokd.kit.json.Json;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.TeamsOptions.Admission;
import org.ngrokd.server.teams.TeamsOptions.Claims;
import org.ngrokd.server.teams.TeamsOptions.Client;

/** A provider that tells the truth about alice@example.com unless it is told to lie. */
final class LyingProvider implements AutoCloseable {
  private static final RSAKey FIRST_KEY = key("first");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  final URI issuer;
  final Map<String, Object> person = new LinkedHashMap<>();

  /** What is in a token, and how it becomes one. */
  UnaryOperator<JWTClaimsSet.Builder> claims = truth -> truth;

  Function<JWTClaimsSet, String> sign;
  RSAKey key = FIRST_KEY;
  UnaryOperator<Map<String, Object>> discovery = truth -> truth;
  UnaryOperator<Map<String, Object>> userInfo = truth -> truth;

  /** The path that is not answered, too long, or said to be elsewhere. */
  String broken = "";

  String tooLong = "";
  String moved = "";
  private final Map<String, AtomicInteger> asked = new LinkedHashMap<>();
  private volatile String nonce = "";
  private volatile String lastForm = "";
  private volatile String usedCode = "";

  LyingProvider() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    issuer = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    person.put("sub", "subject-1");
    person.put("name", "Alice");
    person.put("email", "alice@example.com");
    person.put("email_verified", true);
    sign = token -> signed(token, JWSAlgorithm.RS256);
    at("/.well-known/openid-configuration", exchange -> discovery.apply(truth()));
    at("/elsewhere", exchange -> truth()); // the truth again, for whoever follows
    at("/keys", exchange -> new JWKSet(key.toPublicJWK()).toJSONObject());
    at("/token", this::token);
    at("/userinfo", exchange -> userInfo.apply(new LinkedHashMap<>(person)));
    server.start();
  }

  static RSAKey key(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How the server under test knows it. */
  TeamsOptions.Provider options(Admission admission) {
    return new TeamsOptions.Provider(
        "company",
        "The Company",
        issuer,
        new Client("our-client", "not a real secret", Client.SCOPES),
        Claims.DEFAULT,
        admission);
  }

  private Map<String, Object> truth() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("issuer", issuer.toString());
    all.put("authorization_endpoint", issuer + "/auth");
    all.put("token_endpoint", issuer + "/token");
    all.put("userinfo_endpoint", issuer + "/userinfo");
    all.put("jwks_uri", issuer + "/keys");
    all.put("response_types_supported", List.of("code"));
    all.put("subject_types_supported", List.of("public"));
    all.put("id_token_signing_alg_values_supported", List.of("RS256"));
    return all;
  }

  /** Answers with JSON. */
  private interface Path {
    Map<String, Object> answer(HttpExchange exchange) throws IOException;
  }

  private void at(String path, Path answer) {
    AtomicInteger times = new AtomicInteger();
    asked.put(path, times);
    server.createContext(
        path,
        exchange -> {
          times.incrementAndGet();
          try (exchange) {
            answer(exchange, path, answer);
          }
        });
  }

  private void answer(HttpExchange exchange, String path, Path answer) throws IOException {
    byte[] truth = Json.camel(answer.answer(exchange));
    byte[] body = path.equals(tooLong) ? padded(truth) : truth;
    int status = path.equals(broken) ? 503 : path.equals("/token") && isRefused(body) ? 400 : 200;
    if (path.equals(moved)) {
      exchange.getResponseHeaders().add("Location", issuer + "/elsewhere");
      status = 302;
    }
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  /** The same JSON, with more blanks behind it than anybody should read. */
  private static byte[] padded(byte[] truth) {
    byte[] padded = Arrays.copyOf(truth, LimitedBody.MOST + 1);
    Arrays.fill(padded, truth.length, padded.length, (byte) ' ');
    return padded;
  }

  private static boolean isRefused(byte[] body) {
    return new String(body, StandardCharsets.UTF_8).contains("\"error\"");
  }

  private Map<String, Object> token(HttpExchange exchange) throws IOException {
    lastForm = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String code = lastForm.replaceAll(".*\\bcode=([^&]*).*", "$1");
    if (code.equals(usedCode)) {
      return Map.of("error", "invalid_grant");
    }
    usedCode = code;
    Instant now = Instant.now();
    JWTClaimsSet.Builder truth =
        new JWTClaimsSet.Builder()
            .issuer(issuer.toString())
            .audience("our-client")
            .subject("subject-1")
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plusSeconds(60)))
            .claim("nonce", nonce);
    return Map.of(
        "access_token", "an-access-token",
        "token_type", "Bearer",
        "id_token", sign.apply(claims.apply(truth).build()));
  }

  String signed(JWTClaimsSet token, JWSAlgorithm algorithm) {
    try {
      SignedJWT jwt =
          new SignedJWT(new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), token);
      jwt.sign(new RSASSASigner(key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the person does at its page: the address of the server under test with a code. */
  URI back(URI page, String code) {
    String query = page.getRawQuery();
    nonce = part(query, "nonce");
    return URI.create(
        java.net.URLDecoder.decode(part(query, "redirect_uri"), StandardCharsets.UTF_8)
            + "?code="
            + code
            + "&state="
            + part(query, "state"));
  }

  static String part(String query, String name) {
    return query.replaceAll("(?:.*&)?" + name + "=([^&]*).*", "$1");
  }

  /** How often a path was asked for. */
  int asked(String path) {
    AtomicInteger times = asked.get(path);
    return times == null ? 0 : times.get();
  }

  /** What a code was exchanged with, last. */
  String lastForm() {
    return lastForm;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
