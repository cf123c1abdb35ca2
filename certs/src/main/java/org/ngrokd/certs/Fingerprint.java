package org.ngrokd.certs;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 fingerprint of a certificate, taken over its DER bytes: the same 32 bytes that {@code
 * openssl x509 -fingerprint -sha256} and browsers show.
 *
 * <p>A value: equal when the bytes are equal, whatever the spelling was.
 */
public final class Fingerprint {
  private static final String PREFIX = "sha256:";

  /** {@code sha256:} or openssl's {@code SHA256 Fingerprint=}, then 32 bytes. */
  private static final Pattern SPELLINGS =
      Pattern.compile(
          "(?:sha-?256(?: fingerprint)?[:=])?\\s*([0-9a-f]{2}(?:[0-9a-f]{62}|(?::[0-9a-f]{2}){31}))");

  private final String hex;

  private Fingerprint(String hex) {
    this.hex = hex;
  }

  /** The fingerprint of this certificate. */
  public static Fingerprint of(X509Certificate certificate) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return new Fingerprint(HexFormat.of().formatHex(digest));
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("a certificate without an encoding has no fingerprint", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * Reads {@code sha256:} and 64 hex digits, in any case, with or without a colon between the
   * bytes; also a line as openssl prints it ({@code sha256 Fingerprint=AA:BB:…}) and the bare
   * digits.
   *
   * @throws IllegalArgumentException with one line for the user, if it is anything else
   */
  public static Fingerprint parse(String text) {
    Matcher matcher = SPELLINGS.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\"%s\" is not a SHA-256 fingerprint: write sha256: and 64 hex digits,".formatted(text)
              + " as openssl x509 -noout -fingerprint -sha256 -in ca.crt prints them");
    }
    return new Fingerprint(matcher.group(1).replace(":", ""));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Fingerprint that && hex.equals(that.hex);
  }

  @Override
  public int hashCode() {
    return hex.hashCode();
  }

  /** {@code sha256:} and 64 lower-case hex digits; {@link #parse} reads it back. */
  @Override
  public String toString() {
    return PREFIX + hex;
  }
}
