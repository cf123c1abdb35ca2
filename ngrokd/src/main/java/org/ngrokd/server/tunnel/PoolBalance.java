package org.ngrokd.server.tunnel;

import java.util.Arrays;
import java.util.stream.Collectors;

/** By which rule the members of a pool get visitors. */
public enum PoolBalance {
  /** One after the other. */
  IN_TURN("turn"),
  /** The one with the fewest connections open; among those, one after the other. */
  LEAST_CONNECTIONS("least");

  private final String word;

  PoolBalance(String word) {
    this.word = word;
  }

  /**
   * One by its word.
   *
   * @throws IllegalArgumentException with what is allowed, when it is none
   */
  public static PoolBalance of(String word) {
    return Arrays.stream(values())
        .filter(each -> each.word.equals(word))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("is '" + word + "'; expected " + allowed()));
  }

  private static String allowed() {
    return Arrays.stream(values()).map(each -> each.word).collect(Collectors.joining(" or "));
  }
}
