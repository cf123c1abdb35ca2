package org.ngrokd.streams.http;

import java.util.Locale;
import java.util.Optional;

/** URLs in a request that lead to the very host that the request is for. */
public final class OwnUrl {
  private static final String HTTP = "http://";
  private static final String HTTPS = "https://";

  private OwnUrl() {}

  /**
   * What stands behind the host, "" at least; empty when it is no URL of this host. By http or by
   * https makes no difference, and a scheme's usual port may be left out.
   *
   * @param url as in {@code Origin}, {@code Referer} or {@code Destination}
   * @param host of the request, with a port if it was given
   */
  public static Optional<String> rest(String url, String host) {
    String lower = url.toLowerCase(Locale.ROOT);
    String scheme = lower.startsWith(HTTPS) ? HTTPS : lower.startsWith(HTTP) ? HTTP : "";
    if (scheme.isEmpty() || host.isEmpty()) {
      return Optional.empty();
    }
    int end = scheme.length();
    while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    String authority = lower.substring(scheme.length(), end);
    boolean isOwn =
        withoutUsualPort(authority, scheme)
            .equals(withoutUsualPort(host.toLowerCase(Locale.ROOT), scheme));
    return isOwn ? Optional.of(url.substring(end)) : Optional.empty();
  }

  private static String withoutUsualPort(String authority, String scheme) {
    String usual = scheme.equals(HTTPS) ? ":443" : ":80";
    return authority.endsWith(usual)
        ? authority.substring(0, authority.length() - usual.length())
        : authority;
  }
}
