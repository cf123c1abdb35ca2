package org.ngrokd.client.config;

import java.util.List;

/**
 * Which of the visitors' programs are let in, by what they say they are ({@code User-Agent}). It
 * keeps out who does not hide, nobody else.
 *
 * @param allow regular expressions (RE2's), found anywhere in it; empty: all
 * @param deny those that are not let in, unless they are allowed above
 */
public record UserAgents(List<String> allow, List<String> deny) {
  /** All of them. */
  public static final UserAgents ALL = new UserAgents(List.of(), List.of());

  public UserAgents {
    allow = List.copyOf(allow);
    deny = List.copyOf(deny);
  }

  public boolean areAll() {
    return allow.isEmpty() && deny.isEmpty();
  }
}
