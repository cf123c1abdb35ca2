package org.ngrokd.server.access;

import java.security.SecureRandom;

/** Makes tokens: 32 letters and digits, about 190 random bits, that fit into every old config. */
public final class Tokens {
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int LENGTH = 32;

  private Tokens() {}

  public static String make() {
    SecureRandom random = new SecureRandom();
    StringBuilder token = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      token.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return token.toString();
  }
}
