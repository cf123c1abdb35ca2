package org.ngrokd.certs;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Turns the three encodings of private keys into keys. The JDK reads only PKCS#8 (RFC 5208), so
 * PKCS#1 (RFC 8017) and SEC1 (RFC 5915) are wrapped into it.
 */
final class PrivateKeys {
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");

  /** DER: INTEGER 0, the version of PKCS#8. */
  private static final byte[] VERSION = HexFormat.of().parseHex("020100");

  /** DER: SEQUENCE { OID rsaEncryption, NULL }. */
  private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

  /** DER: OID id-ecPublicKey. */
  private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

  private PrivateKeys() {}

  /**
   * The key in this block.
   *
   * @param blocks the whole file, because the curve of a SEC1 key may stand in a block of its own
   * @throws GeneralSecurityException if it is no key, or of a kind that TLS servers do not have
   * @throws IllegalArgumentException if it is not even DER in Base64
   */
  static PrivateKey decode(PemBlock block, List<PemBlock> blocks) throws GeneralSecurityException {
    return switch (block.label()) {
      case "PRIVATE KEY" -> fromPkcs8(block.der());
      case "RSA PRIVATE KEY" -> fromPkcs8(Der.sequence(VERSION, RSA, Der.octetString(block.der())));
      case "EC PRIVATE KEY" -> fromSec1(block.der(), blocks);
      default -> throw new InvalidKeySpecException("unknown kind of key: " + block.label());
    };
  }

  private static PrivateKey fromSec1(byte[] sec1, List<PemBlock> blocks)
      throws GeneralSecurityException {
    Optional<byte[]> curve = Der.find(sec1, Der.CONTEXT_0);
    byte[] parameters = curve.isPresent() ? curve.get() : curveOf(blocks);
    return fromPkcs8(Der.sequence(VERSION, Der.sequence(EC, parameters), Der.octetString(sec1)));
  }

  private static byte[] curveOf(List<PemBlock> blocks) throws InvalidKeySpecException {
    return blocks.stream()
        .filter(block -> block.label().equals("EC PARAMETERS"))
        .findFirst()
        .orElseThrow(() -> new InvalidKeySpecException("it does not say which curve it is on"))
        .der();
  }

  private static PrivateKey fromPkcs8(byte[] pkcs8) throws GeneralSecurityException {
    InvalidKeySpecException last = new InvalidKeySpecException("no kind of key fits");
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (InvalidKeySpecException e) {
        last = e;
      }
    }
    throw last;
  }
}
