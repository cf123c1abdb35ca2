package org.ngrokd.client.words;

/** What is said to words that mean nothing to a server of one's own. */
public final class AgentWords {
  /** To {@code update}. */
  public static final String UPDATE =
      "This ngrok does not update itself: get a newer one as you got this one (docs/install.md)";

  /** To {@code credits}. */
  public static final String CREDITS =
      "ngrok of the ngrokd project, under the Apache License 2.0; the licences of what it is made"
          + " of are in the jar, below META-INF";

  private AgentWords() {}
}
