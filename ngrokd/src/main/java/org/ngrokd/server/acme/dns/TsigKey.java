package org.ngrokd.server.acme.dns;

import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A key that a name server shares with us (RFC 8945). Immutable. */
public final class TsigKey {
  private static final Map<String, String> ALGORITHMS =
      Map.of("hmac-sha256", "HmacSHA256", "hmac-sha384", "HmacSHA384", "hmac-sha512", "HmacSHA512");

  private final String name;
  private final String algorithm;
  private final byte[] secret;

  private TsigKey(String name, String algorithm, byte[] secret) {
    this.name = name;
    this.algorithm = algorithm;
    this.secret = secret;
  }

  /**
   * Takes a key as name servers' own tools write it.
   *
   * @param algorithm "hmac-sha256"
   * @param secret base64
   * @throws IllegalArgumentException with what is wrong, without the secret
   */
  public static TsigKey of(String name, String algorithm, String secret) {
    String lower = algorithm.toLowerCase(Locale.ROOT);
    if (!ALGORITHMS.containsKey(lower)) {
      throw new IllegalArgumentException(
          "'%s' is none of %s"
              .formatted(algorithm, ALGORITHMS.keySet().stream().sorted().toList()));
    }
    String bare = name.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    var unused = new MessageWriter().name(bare); // or it would be told when it is used
    try {
      byte[] bytes = Base64.getDecoder().decode(secret);
      if (bytes.length > 0) {
        return new TsigKey(bare, lower, bytes);
      }
    } catch (IllegalArgumentException e) {
      // its message has of the secret
    }
    throw new IllegalArgumentException("the secret of key '" + bare + "' is not in base64");
  }

  /** In lower case, without a final dot. */
  public String name() {
    return name;
  }

  public String algorithm() {
    return algorithm;
  }

  /** The signature of all these bytes. */
  byte[] sign(List<byte[]> parts) {
    try {
      String known = ALGORITHMS.getOrDefault(algorithm, "");
      Mac mac = Mac.getInstance(known);
      mac.init(new SecretKeySpec(secret, known));
      parts.forEach(mac::update);
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java knows HMAC with SHA-2", e);
    }
  }

  /** The secret stays out. */
  @Override
  public String toString() {
    return "TsigKey[" + name + ", " + algorithm + "]";
  }
}
