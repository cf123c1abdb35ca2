package org.ngrokd.server.edge.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;

/** Compares an Authorization header with a tunnel's password. Protocol: §5. */
final class BasicAuth {
  private BasicAuth() {}

  /** True when it matches one of them; takes as long whichever it is. */
  static boolean matchesAny(String authorization, List<String> httpAuths) {
    boolean matches = false;
    for (String each : httpAuths) {
      matches |= matches(authorization, each);
    }
    return matches;
  }

  /**
   * True when the header is exactly {@code Basic base64(user:password)}. Takes as long for a wrong
   * one as for a right one.
   */
  static boolean matches(String authorization, String httpAuth) {
    String expected =
        "Basic " + Base64.getEncoder().encodeToString(httpAuth.getBytes(StandardCharsets.UTF_8));
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), authorization.getBytes(StandardCharsets.UTF_8));
  }
}
