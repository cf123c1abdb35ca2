package org.ngrokd.server.teams.site;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.ngrokd.kit.web.Answer;
import org.ngrokd.kit.web.Gate;
import org.ngrokd.kit.web.GateHandler;
import org.ngrokd.server.teams.signin.SignInRoutes;
import org.ngrokd.server.teams.signin.SiteAddress;
import org.ngrokd.streams.net.Localhost;

/**
 * Keeps strangers out of the server's own pages: other web pages, other names that lead here, and
 * http where passwords of a kind would go in the clear. Immutable and safe from any thread.
 */
final class SiteGate implements GateHandler.Keeper {
  private static final String HEALTH = "/-/healthcheck";

  private final SiteAddress address;
  private final BooleanSupplier isKnownToBrowsers;
  private final Gate http;
  private final Gate https;

  /**
   * @param address where people reach the pages
   * @param isKnownToBrowsers whether https is served there with a certificate that browsers know
   */
  SiteGate(SiteAddress address, BooleanSupplier isKnownToBrowsers) {
    this.address = address;
    this.isKnownToBrowsers = isKnownToBrowsers;
    this.http = gate("http", address);
    this.https = gate("https", address);
  }

  private static Gate gate(String scheme, SiteAddress address) {
    return new Gate(
        new Gate.Site(
            scheme,
            address.url().getHost(),
            path -> path.equals("/") || SignInRoutes.isLinked(path),
            new Gate.Password("", ""),
            "This page is at " + address.url() + ", and answers to no other name."));
  }

  @Override
  public Optional<Answer> refusal(HttpRequest request) {
    boolean isHttps = request.headers().get("X-Forwarded-Proto", "").equalsIgnoreCase("https");
    String host = request.headers().get(HttpHeaderNames.HOST, "");
    if (!isHttps && !isLocal(host) && !request.uri().equals(HEALTH)) {
      return Optional.of(elsewhere(request));
    }
    return (isHttps ? https : http).refusal(request.method(), request.uri(), request.headers());
  }

  private static boolean isLocal(String host) {
    return Localhost.isName(host.replaceFirst(":[0-9]*$", ""));
  }

  /** A browser is led to https if it will not be frightened there; others read where it is. */
  private Answer elsewhere(HttpRequest request) {
    boolean isReading =
        request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    if (isReading && isKnownToBrowsers.getAsBoolean() && request.uri().startsWith("/")) {
      String there = address.url() + request.uri();
      return Answer.text(HttpResponseStatus.FOUND, "See " + there).with("Location", there);
    }
    return Answer.text(
        HttpResponseStatus.FORBIDDEN,
        "This page is at "
            + address.url()
            + " : by http, anybody on the way could read who signs in.");
  }
}
