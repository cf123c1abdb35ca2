package org.ngrokd.kit.web;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Keeps strangers out. A page somewhere on the web can make the user's browser send requests here,
 * even under a name that leads here (DNS rebinding); it must neither read what was captured nor
 * change anything.
 *
 * <ul>
 *   <li>The Host has to be a number address, {@code localhost}, or the {@link Site}'s name: no
 *       other name leads here rightly.
 *   <li>What changes something, WebSockets, and whatever holds or costs something, must come from a
 *       page of ours or from no page: another one may only link to the page itself.
 *   <li>With a {@link Password}, everybody needs it.
 * </ul>
 */
public final class Gate {
  private static final List<HttpMethod> READING = List.of(HttpMethod.GET, HttpMethod.HEAD);

  private final Site site;

  /**
   * What is behind the gate.
   *
   * @param scheme "http", or "https" where its pages come by that
   * @param name the one name, in lower case, by which it may be called; number addresses and
   *     localhost always may
   * @param linked whether a foreign page may link to a path
   * @param password whom it lets in
   * @param strangeHost what somebody is told who called it by another name
   */
  public record Site(
      String scheme, String name, Predicate<String> linked, Password password, String strangeHost) {
    public Site {
      name = name.toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Who is let in.
   *
   * @param auth "user:password", or "" for everybody
   * @param question what somebody is told who did not say it
   */
  public record Password(String auth, String question) {}

  public Gate(Site site) {
    this.site = site;
  }

  /** The answer to somebody who is not let in. */
  public Optional<Answer> refusal(HttpMethod method, String target, HttpHeaders headers) {
    String host = headers.get(HttpHeaderNames.HOST, "");
    if (!isOurs(nameOf(host))) {
      return Optional.of(forbidden(site.strangeHost()));
    }
    boolean isUpgrade = headers.contains(HttpHeaderNames.UPGRADE);
    boolean isLink = !isUpgrade && READING.contains(method) && site.linked().test(pathOf(target));
    if (!isLink && isFromElsewhere(headers, host)) {
      return Optional.of(forbidden("Another web page must not do this."));
    }
    return isKnown(headers) ? Optional.empty() : Optional.of(whoAreYou());
  }

  private static String pathOf(String target) {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  private static Answer forbidden(String line) {
    return Answer.text(HttpResponseStatus.FORBIDDEN, line);
  }

  private Answer whoAreYou() {
    return Answer.text(HttpResponseStatus.UNAUTHORIZED, site.password().question())
        .with("WWW-Authenticate", "Basic realm=\"ngrok\", charset=\"UTF-8\"");
  }

  private static String nameOf(String host) {
    int colon = host.lastIndexOf(':');
    boolean hasPort = colon > host.lastIndexOf(']');
    String name = hasPort ? host.substring(0, colon) : host;
    return name.toLowerCase(Locale.ROOT);
  }

  private boolean isOurs(String name) {
    boolean isBracketed = name.startsWith("[") && name.endsWith("]");
    return name.equals("localhost")
        || (!name.isEmpty() && name.equals(site.name()))
        || NetUtil.isValidIpV4Address(name)
        || (isBracketed && NetUtil.isValidIpV6Address(name.substring(1, name.length() - 1)));
  }

  /** Browsers say which page a request comes from; other programs say nothing. */
  private boolean isFromElsewhere(HttpHeaders headers, String host) {
    String origin = headers.get(HttpHeaderNames.ORIGIN);
    String from = headers.get("Sec-Fetch-Site", "none");
    boolean isOtherSite = !from.equals("same-origin") && !from.equals("none");
    return isOtherSite
        || (origin != null && !origin.equalsIgnoreCase(site.scheme() + "://" + host));
  }

  private boolean isKnown(HttpHeaders headers) {
    String auth = site.password().auth();
    if (auth.isEmpty()) {
      return true;
    }
    String wanted =
        "Basic " + Base64.getEncoder().encodeToString(auth.getBytes(StandardCharsets.UTF_8));
    String given = headers.get(HttpHeaderNames.AUTHORIZATION, "");
    return MessageDigest.isEqual(
        wanted.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }
}
