package org.ngrokd.certs;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.EdECKey;

/** Signs with whatever kind of key there is. */
final class Signatures {
  private static final byte[] PROBE = {'n', 'g', 'r', 'o', 'k', 'd'};

  private Signatures() {}

  /**
   * The JDK's name of the signature to make with this key.
   *
   * @throws CertificateFileException if it is no kind of key that TLS servers have
   */
  static String algorithmFor(Key key) {
    if (key instanceof EdECKey edwards) {
      return edwards.getParams().getName();
    }
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default ->
          throw new CertificateFileException(
              "Cannot use a key of the kind %s: make an EC or RSA key"
                  .formatted(key.getAlgorithm()));
    };
  }

  /** Whether the two halves are one pair: what one signs, the other verifies. */
  static boolean isPair(PrivateKey key, PublicKey publicKey) {
    if (!key.getAlgorithm().equals(publicKey.getAlgorithm())) {
      return false;
    }
    try {
      Signature signature = Signature.getInstance(algorithmFor(key));
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false; // another curve or length than the certificate's
    }
  }
}
