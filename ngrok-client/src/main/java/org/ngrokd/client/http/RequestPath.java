package org.ngrokd.client.http;

import java.util.Locale;

/** The path in a request's target, as it is sent: nothing in it is decoded or resolved. */
public final class RequestPath {
  private RequestPath() {}

  /**
   * The path; "/" where the target has none.
   *
   * @param target "/path?query", an absolute URL, "*", or for CONNECT "host:port"
   */
  public static String of(String target) {
    int from = begin(target);
    int to = end(target, from);
    return from == to ? "/" : target.substring(from, to);
  }

  /** The target with another path in its place; one without a path stays. */
  static String replaced(String target, String path) {
    int from = begin(target);
    int to = end(target, from);
    return from == to ? target : target.substring(0, from) + path + target.substring(to);
  }

  private static int begin(String target) {
    if (target.startsWith("/")) { // nearly always
      return 0;
    }
    String lower = target.toLowerCase(Locale.ROOT);
    boolean isAbsolute = lower.startsWith("http://") || lower.startsWith("https://");
    int authority = isAbsolute ? target.indexOf("://") + 3 : target.length();
    int end = authority;
    while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  private static int end(String target, int from) {
    int end = from;
    while (end < target.length() && "?#".indexOf(target.charAt(end)) < 0) {
      end++;
    }
    return end;
  }
}
