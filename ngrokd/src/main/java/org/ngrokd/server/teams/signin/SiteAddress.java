package org.ngrokd.server.teams.signin;

import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.web.Asked;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.streams.net.Localhost;

/**
 * Where people reach the server's own pages, and what cookies look like there. Immutable.
 *
 * @param url scheme, host and perhaps a port; no path
 */
public record SiteAddress(URI url) {
  /** What the names of cookies begin with that browsers keep to this host and to https. */
  private static final String HOST_ONLY = "__Host-";

  /**
   * Checks the address.
   *
   * @throws UserException when it is none, or one over which cookies would go in the clear
   */
  public SiteAddress {
    if (!isBare(url) || !(isHttps(url) || isLocal(url))) {
      throw new UserException(
          "accounts: url is '"
              + url
              + "'; expected https://HOST or https://HOST:PORT (http only for localhost and"
              + " *.localhost: elsewhere anybody on the way could read who is signed in)");
    }
    url = URI.create(url.getScheme().toLowerCase(Locale.ROOT) + "://" + url.getRawAuthority());
  }

  /**
   * What the config says; else the domain by https, or on this computer alone by http.
   *
   * @param http host and perhaps port of URLs by http; empty where that is not served
   * @param https the same by https
   */
  public static SiteAddress of(
      TeamsOptions.Accounts options, String domain, Optional<String> http, Optional<String> https) {
    String byHttps = "https://" + https.orElse(domain);
    String usual =
        Localhost.isName(domain) && https.isEmpty()
            ? http.map(authority -> "http://" + authority).orElse(byHttps)
            : byHttps;
    return new SiteAddress(options.url().orElseGet(() -> URI.create(usual)));
  }

  private static boolean isHttps(URI url) {
    return "https".equalsIgnoreCase(url.getScheme());
  }

  private static boolean isLocal(URI url) {
    return "http".equalsIgnoreCase(url.getScheme()) && Localhost.isName(url.getHost());
  }

  private static boolean isBare(URI url) {
    return url.getHost() != null
        && url.getRawPath().matches("/?")
        && url.getRawQuery() == null
        && url.getRawUserInfo() == null;
  }

  /** Whether it is reached by https. */
  public boolean isSecure() {
    return isHttps(url);
  }

  /** The whole address of a path. */
  public URI at(String path) {
    return url.resolve(path);
  }

  /** The name of a cookie of ours. */
  String cookieName(String name) {
    return isSecure() ? HOST_ONLY + name : name;
  }

  /** The value of a cookie of ours that came with a request; empty when none did. */
  Optional<String> cookie(Asked asked, String name) {
    String wanted = cookieName(name);
    return ServerCookieDecoder.STRICT.decodeAll(asked.header("Cookie")).stream()
        .filter(cookie -> cookie.name().equals(wanted))
        .map(Cookie::value)
        .findFirst();
  }

  /** The header that sets a cookie; scripts do not see it, nor do other sites' forms send it. */
  String setCookie(String name, String value, Duration age) {
    return "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s"
        .formatted(cookieName(name), value, age.toSeconds(), isSecure() ? "; Secure" : "");
  }

  /**
   * That a form comes from a page of ours, or from no page: browsers say which.
   *
   * @throws RefusalException when it comes from elsewhere
   */
  void requireOwnPage(Asked asked) {
    String origin = asked.header("Origin");
    if (!origin.isEmpty() && !origin.equalsIgnoreCase(url.toString())) {
      throw new RefusalException(Refusal.ELSEWHERE, "another page's form");
    }
  }

  /**
   * That a change comes from a page that was made for this session.
   *
   * @throws RefusalException when it does not
   */
  void requireCsrf(Asked asked, SignedIn who) {
    requireOwnPage(asked);
    String inHeader = asked.header("X-CSRF-Token");
    String given = inHeader.isEmpty() ? asked.field("csrf").orElse("") : inHeader;
    if (!who.isCsrf(given)) {
      throw new RefusalException(Refusal.ELSEWHERE, "without its session's word");
    }
  }
}
