package org.ngrokd.server.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a token: {@code sha256:<id>:<salt>:<hash>}, where a token of an old form has no
 * {@code <id>:}, and a hash without a salt nothing in its place. Immutable.
 *
 * <p>One round of SHA-256 is enough, because tokens are made by us with more than 160 random bits:
 * there is nothing to guess. A slow hash, as passwords need it, would only make a thousand clients
 * that reconnect at once a burden.
 */
public final class TokenHash {
  private static final Pattern FORM =
      Pattern.compile("sha256:(?:(n[0-9a-z]{9}):)?([0-9a-f]{32})?:([0-9a-f]{64})");
  private static final int SALT_BYTES = 16;

  private final @Nullable String id;
  private final byte[] salt;
  private final byte[] hash;

  private TokenHash(@Nullable String id, byte[] salt, byte[] hash) {
    this.id = id;
    this.salt = salt;
    this.hash = hash;
  }

  /** The hash of a token, with a salt of its own, and its id where it has one. */
  public static TokenHash of(String token) {
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    return new TokenHash(TokenText.id(token).orElse(null), salt, hash(salt, token));
  }

  /** Its hash without a salt and an id, which are for what is looked for by neither. */
  public static TokenHash plain(String token) {
    return new TokenHash(null, new byte[0], TokenText.digest(token));
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
          "token is no hash as 'ngrokd token new' writes it (sha256:<id>:<salt>:<hash>)");
    }
    HexFormat hex = HexFormat.of();
    byte[] salt = form.group(2) == null ? new byte[0] : hex.parseHex(form.group(2));
    return new TokenHash(form.group(1), salt, hex.parseHex(form.group(3)));
  }

  /** What stands in front of the token's secret; empty for a token of an old form. */
  public Optional<String> id() {
    return Optional.ofNullable(id);
  }

  public boolean isSalted() {
    return salt.length > 0;
  }

  /** Whether this is the token's hash. Takes as long for a wrong one as for the right one. */
  public boolean matches(String token) {
    return MessageDigest.isEqual(hash, hash(salt, token));
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
    return Arrays.hashCode(hash);
  }

  /** As it stands in the file. */
  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return "sha256:"
        + id().map(known -> known + ":").orElse("")
        + hex.formatHex(salt)
        + ":"
        + hex.formatHex(hash);
  }
}
