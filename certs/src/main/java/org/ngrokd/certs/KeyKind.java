package org.ngrokd.certs;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;

/** The keys that {@link CertificateAuthority} can make. */
public enum KeyKind {
  /** The default: small, fast, and known to every client since ngrok 1.7's Go. */
  ECDSA_P256("EC", new ECGenParameterSpec("secp256r1")),

  /** For peers that know no elliptic curves. */
  RSA_2048("RSA", new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4));

  private final String algorithm;

  @SuppressWarnings("ImmutableEnumChecker") // the JDK's two parameter classes have no setters
  private final AlgorithmParameterSpec parameters;

  KeyKind(String algorithm, AlgorithmParameterSpec parameters) {
    this.algorithm = algorithm;
    this.parameters = parameters;
  }

  /** Makes a key of this kind. */
  public KeyPair newKeyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(parameters);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot make " + this + " keys", e);
    }
  }
}
