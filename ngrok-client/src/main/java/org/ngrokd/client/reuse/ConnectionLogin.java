package org.ngrokd.client.reuse;

import java.util.List;
import java.util.Locale;
import org.ngrokd.streams.http.HeaderLines;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.http.ResponseHead;

/**
 * Logins that belong to the connection they are made on, whoever sends the requests behind: nobody
 * else may get such a connection. NTLM, and Negotiate, which may be NTLM (RFC 4559, 6).
 */
final class ConnectionLogin {
  private static final List<String> SCHEMES = List.of("ntlm", "negotiate");

  private ConnectionLogin() {}

  /** Whether a request logs in like that, or goes on with it. */
  static boolean isIn(RequestHead head) {
    return isNamed(head.headers(), "Authorization")
        || isNamed(head.headers(), "Proxy-Authorization");
  }

  /** Whether a service asks for it. */
  static boolean isIn(ResponseHead head) {
    return isNamed(head.headers(), "WWW-Authenticate")
        || isNamed(head.headers(), "Proxy-Authenticate");
  }

  private static boolean isNamed(HeaderLines lines, String name) {
    if (lines.find(name) < 0) { // nearly always
      return false;
    }
    return lines.values(name).stream()
        .map(value -> value.toLowerCase(Locale.ROOT))
        .anyMatch(value -> SCHEMES.stream().anyMatch(value::contains));
  }
}
