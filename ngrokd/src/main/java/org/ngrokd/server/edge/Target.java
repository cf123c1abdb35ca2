package org.ngrokd.server.edge;

/**
 * What a request asks for, as it is written down of visitors.
 *
 * @param path as sent, escapes and all; of an absolute URL only the path; "*" or "host:port" where
 *     that is asked for
 * @param query what stands behind the first question mark, "" for nothing
 */
public record Target(String path, String query) {
  /** Longer ones are cut. */
  private static final int LONGEST = 4096;

  /** Of the server's own pages: what follows would sign somebody in. */
  private static final String LINK = "/-/link/";

  private static final String HIDDEN = "...";

  /** Of a request line. */
  public static Target of(String target) {
    String text = target.length() > LONGEST ? target.substring(0, LONGEST) : target;
    int scheme = text.startsWith("/") ? -1 : text.indexOf("://");
    if (scheme >= 0) {
      int path = firstOf(text, scheme + 3);
      text = path < 0 ? "/" : text.substring(path);
      text = text.startsWith("/") ? text : "/" + text;
    }
    int question = text.indexOf('?');
    return question < 0
        ? new Target(text, "")
        : new Target(text.substring(0, question), text.substring(question + 1));
  }

  /** Where the authority of a URL ends. */
  private static int firstOf(String url, int from) {
    for (int i = from; i < url.length(); i++) {
      if (url.charAt(i) == '/' || url.charAt(i) == '?') {
        return i;
      }
    }
    return -1;
  }

  /** Of a page of the server's own: without what lets somebody in. */
  public Target withoutSecrets() {
    return new Target(path.startsWith(LINK) ? LINK + HIDDEN : path, "");
  }

  public Target withoutQuery() {
    return query.isEmpty() ? this : new Target(path, "");
  }

  /** As in a request line. */
  @Override
  public String toString() {
    return query.isEmpty() ? path : path + "?" + query;
  }

  /** About what it holds in memory. */
  public int bytes() {
    return path.length() + query.length();
  }
}
