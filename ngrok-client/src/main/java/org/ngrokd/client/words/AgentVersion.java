package org.ngrokd.client.words;

/**
 * Which of today's agents this program answers as, where it is asked by their option {@code
 * --version}. Libraries take this line apart, and some refuse what is older than 3; what this
 * program is itself {@code version} says. ADR 0027.
 */
public final class AgentVersion {
  /** The one whose words and API these are: the first that has endpoints. */
  public static final String NUMBER = "3.30.0";

  /** Nothing may stand before or behind it. */
  public static final String LINE = "ngrok version " + NUMBER;

  private AgentVersion() {}
}
