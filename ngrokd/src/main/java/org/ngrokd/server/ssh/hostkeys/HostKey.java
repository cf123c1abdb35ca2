package org.ngrokd.server.ssh.hostkeys;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Base64;
import java.util.List;
import org.ngrokd.kit.cli.UserException;

/**
 * One key of the server. It is kept as a private key in PEM (PKCS#8); the public one follows from
 * it. Immutable.
 */
record HostKey(KeyPair pair, HostKeyFact fact) {
  private static final int RSA_BITS = 3072;
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";
  private static final int LINE = 64;

  /**
   * A kind of keys.
   *
   * @param name under which it is kept
   * @param algorithm for Java
   */
  record Kind(String name, String algorithm, AlgorithmParameterSpec parameters) {}

  /** The best first, as they are offered. */
  static final List<Kind> KINDS =
      List.of(
          new Kind("ssh_host_ed25519", "Ed25519", NamedParameterSpec.ED25519),
          new Kind("ssh_host_ecdsa", "EC", new ECGenParameterSpec("secp256r1")),
          new Kind(
              "ssh_host_rsa",
              "RSA",
              new RSAKeyGenParameterSpec(RSA_BITS, RSAKeyGenParameterSpec.F4)));

  /** The key of this kind, made if it is not there. */
  static HostKey of(Kind kind, HostKeyPlace place) {
    String text = place.keep(kind.name(), () -> made(kind));
    try {
      PrivateKey secret =
          HostKeyCodec.privateKey(kind.algorithm(), new PKCS8EncodedKeySpec(der(text)));
      PublicKey open = HostKeyCodec.publicKey(secret);
      return new HostKey(new KeyPair(open, secret), HostKeyCodec.fact(open));
    } catch (GeneralSecurityException | IllegalArgumentException e) { // which may quote the key
      throw new UserException(
          "The SSH host key %s is damaged: bring it back from a backup, or delete it, and a new one is made, of which ssh will warn whoever knows the old one"
              .formatted(kind.name()));
    }
  }

  private static String made(Kind kind) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(kind.algorithm());
      generator.initialize(kind.parameters());
      return pem(generator.generateKeyPair().getPrivate().getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // Java 17 has all of them
    }
  }

  private static String pem(byte[] der) {
    Base64.Encoder lines = Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII));
    return BEGIN + "\n" + lines.encodeToString(der) + "\n" + END + "\n";
  }

  private static byte[] der(String pem) {
    int begin = pem.indexOf(BEGIN);
    int end = pem.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException("no PEM");
    }
    return Base64.getMimeDecoder().decode(pem.substring(begin + BEGIN.length(), end));
  }

  /** The private half stays out. */
  @Override
  public String toString() {
    return "HostKey[%s %s]".formatted(fact.type(), fact.fingerprint());
  }
}
