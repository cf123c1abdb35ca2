package org.ngrokd.server.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a token looks like: an id of 10 characters, by which it is found, and a secret of 30, about
 * 178 random bits. Letters and digits only, the first an {@code n}: so it stands unquoted in every
 * config, is no number to any reader of YAML, and is none of the tokens that were made before or
 * elsewhere, which have 32 characters or are hexadecimal.
 */
public final class TokenText {
  /** Hashing what is much longer takes long. */
  public static final int LONGEST = 256;

  private static final String SMALL = "0123456789abcdefghijklmnopqrstuvwxyz";
  private static final String ALL = SMALL + "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final int ID_LENGTH = 10;
  private static final int SECRET_LENGTH = 30;
  private static final Pattern FORM = Pattern.compile("n[0-9a-z]{9}[0-9A-Za-z]{30}");

  /** Of a digest, as the id of a token that has none of its own. */
  private static final int DIGEST_ID_LENGTH = 20;

  private TokenText() {}

  /** Makes a token. */
  public static String make() {
    SecureRandom random = new SecureRandom();
    return "n" + chosen(random, SMALL, ID_LENGTH - 1) + chosen(random, ALL, SECRET_LENGTH);
  }

  private static String chosen(SecureRandom random, String from, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(from.charAt(random.nextInt(from.length())));
    }
    return text.toString();
  }

  /** What stands in front of its secret; empty for a token of another form. */
  public static Optional<String> id(String token) {
    return FORM.matcher(token).matches()
        ? Optional.of(token.substring(0, ID_LENGTH))
        : Optional.empty();
  }

  /** What a token of any form is found by; it says nothing of the secret. */
  public static String key(String token) {
    return id(token)
        .orElseGet(() -> HexFormat.of().formatHex(digest(token)).substring(0, DIGEST_ID_LENGTH));
  }

  /** A token's SHA-256. */
  static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
