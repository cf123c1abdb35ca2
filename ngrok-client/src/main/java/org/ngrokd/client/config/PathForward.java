package org.ngrokd.client.config;

/**
 * Requests to a path, and all below it, that go to a local service of their own.
 *
 * @param prefix "/" or "/a/b": whole segments, as they are sent, without a "/" at the end
 * @param isStripped whether the service gets the path without the prefix
 */
public record PathForward(String prefix, LocalAddress address, boolean isStripped) {
  /** More than any browser sends in a whole path would never be found. */
  private static final int LONGEST = 1000;

  private static final String STRIP = ",strip";

  /**
   * A checked one.
   *
   * @throws IllegalArgumentException when the prefix is no path
   */
  public PathForward {
    if (!prefix.startsWith("/") || prefix.length() > LONGEST || !isAPath(prefix)) {
      throw new IllegalArgumentException(
          "'"
              + prefix
              + "' is not the begin of a path; expected one as /api, in the characters of a URL");
    }
    while (prefix.length() > 1 && prefix.endsWith("/")) {
      prefix = prefix.substring(0, prefix.length() - 1);
    }
  }

  private static boolean isAPath(String text) {
    return text.chars().allMatch(c -> c > ' ' && c < 127 && c != '?' && c != '#')
        && !text.contains("//");
  }

  /**
   * Reads "/api=8080", or "/api=8080,strip".
   *
   * @throws IllegalArgumentException with the reason, when it is neither
   */
  public static PathForward parse(String text) {
    int equals = text.indexOf('=');
    if (equals <= 0) {
      throw new IllegalArgumentException(
          "'" + text + "' is no path with an address; expected one as /api=8080");
    }
    boolean isStripped = text.endsWith(STRIP);
    String address =
        text.substring(equals + 1, isStripped ? text.length() - STRIP.length() : text.length());
    return of(text.substring(0, equals), address, isStripped);
  }

  /**
   * One whose address is a text, as that of a local service.
   *
   * @throws IllegalArgumentException with the reason, when that is none
   */
  static PathForward of(String prefix, String address, boolean isStripped) {
    try {
      return new PathForward(prefix, LocalAddress.parse(address), isStripped);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("Path '" + prefix + "': " + e.getMessage(), e);
    }
  }

  /** Whether requests to this path go here. */
  boolean covers(String path) {
    return prefix.length() == 1
        || (path.startsWith(prefix)
            && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/'));
  }

  /** The path that the service gets. */
  public String sent(String path) {
    if (!isStripped || prefix.length() == 1) {
      return path;
    }
    String rest = path.substring(prefix.length());
    return rest.isEmpty() ? "/" : rest;
  }

  @Override
  public String toString() {
    return prefix + " -> " + address + (isStripped ? " (stripped)" : "");
  }
}
