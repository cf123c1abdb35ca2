package org.ngrokd.server.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is kept of a token: {@code sha256:<salt>:<hash>}, in hexadecimal digits. Immutable.
 *
 * <p>One round of SHA-256 is enough, because tokens are made by us with more than 160 random bits:
 * there is nothing to guess. A slow hash, as passwords need it, would only make a thousand clients
 * that reconnect at once a burden.
 */
public final class TokenHash {
  private static final Pattern FORM = Pattern.compile("sha256:([0-9a-f]{32}):([0-9a-f]{64})");
  private static final int SALT_BYTES = 16;

  private final byte[] salt;
  private final byte[] hash;

  private TokenHash(byte[] salt, byte[] hash) {
    this.salt = salt;
    this.hash = hash;
  }

  /** The hash of a token, with a salt of its own. */
  public static TokenHash of(String token) {
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    return new TokenHash(salt, hash(salt, token));
  }

  /**
   * Reads a hash.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static TokenHash parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "token is no hash as 'ngrokd token new' writes it (sha256:<salt>:<hash>)");
    }
    HexFormat hex = HexFormat.of();
    return new TokenHash(hex.parseHex(form.group(1)), hex.parseHex(form.group(2)));
  }

  /** Whether this is the token's hash. Takes as long for a wrong one as for the right one. */
  public boolean matches(String token) {
    return MessageDigest.isEqual(hash, hash(salt, token));
  }

  /** The token's digest without a salt: a key in memory, never to be kept. */
  static byte[] digest(String token) {
    return hash(new byte[0], token);
  }

  private static byte[] hash(byte[] salt, String token) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(salt);
      return digest.digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TokenHash that && MessageDigest.isEqual(hash, that.hash);
  }

  @Override
  public int hashCode() {
    return java.util.Arrays.hashCode(hash);
  }

  /** As it stands in the file. */
  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return "sha256:" + hex.formatHex(salt) + ":" + hex.formatHex(hash);
  }
}
