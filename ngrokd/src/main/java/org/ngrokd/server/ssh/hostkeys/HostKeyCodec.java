package org.ngrokd.server.ssh.hostkeys;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.jcajce.interfaces.EdDSAPrivateKey;
import org.bouncycastle.jcajce.interfaces.EdDSAPublicKey;
import org.bouncycastle.jce.ECNamedCurveTable;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.ngrokd.server.access.PublicKeyText;

/**
 * Keys as Java has them and as SSH sends them. They are of Bouncy Castle's classes, because the
 * library that speaks SSH takes Ed25519 of no other.
 */
final class HostKeyCodec {
  private static final Provider PROVIDER = new BouncyCastleProvider();
  private static final String CURVE = "secp256r1";
  private static final int COORDINATE = 32;
  private static final byte UNCOMPRESSED = 4;

  /** The numbers that RFC 4255, 6594 and 7479 give. */
  private static final int SSHFP_RSA = 1;

  private static final int SSHFP_ECDSA = 3;
  private static final int SSHFP_ED25519 = 4;
  private static final int SSHFP_SHA256 = 2;

  private HostKeyCodec() {}

  static PrivateKey privateKey(String algorithm, PKCS8EncodedKeySpec encoded)
      throws GeneralSecurityException {
    return KeyFactory.getInstance(algorithm, PROVIDER).generatePrivate(encoded);
  }

  static PublicKey publicKey(PrivateKey key) throws GeneralSecurityException {
    if (key instanceof EdDSAPrivateKey edwards) {
      return edwards.getPublicKey();
    }
    if (key instanceof RSAPrivateCrtKey rsa) {
      return KeyFactory.getInstance("RSA", PROVIDER)
          .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
    }
    if (key instanceof ECPrivateKey curve) {
      return onCurve(curve);
    }
    throw new InvalidKeyException("not a key from which the public one follows");
  }

  private static PublicKey onCurve(ECPrivateKey key) throws GeneralSecurityException {
    var point = ECNamedCurveTable.getParameterSpec(CURVE).getG().multiply(key.getS()).normalize();
    ECPoint open =
        new ECPoint(point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger());
    return KeyFactory.getInstance("EC", PROVIDER)
        .generatePublic(new ECPublicKeySpec(open, key.getParams()));
  }

  /** What people may know of it. */
  static HostKeyFact fact(PublicKey key) throws GeneralSecurityException {
    if (key instanceof EdDSAPublicKey edwards) {
      return fact("ssh-ed25519", SSHFP_ED25519, bytes("ssh-ed25519"), edwards.getPointEncoding());
    }
    if (key instanceof ECPublicKey curve) {
      String type = "ecdsa-sha2-nistp256";
      return fact(type, SSHFP_ECDSA, bytes(type), bytes("nistp256"), point(curve.getW()));
    }
    if (key instanceof RSAPublicKey rsa) {
      return fact(
          "ssh-rsa",
          SSHFP_RSA,
          bytes("ssh-rsa"),
          rsa.getPublicExponent().toByteArray(),
          rsa.getModulus().toByteArray());
    }
    throw new InvalidKeyException("not a key for SSH");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] point(ECPoint point) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(UNCOMPRESSED);
    out.writeBytes(coordinate(point.getAffineX()));
    out.writeBytes(coordinate(point.getAffineY()));
    return out.toByteArray();
  }

  /** The number in 32 bytes; Java has a sign in front of some, and no zeros in front of others. */
  private static byte[] coordinate(BigInteger number) {
    byte[] bytes = number.toByteArray();
    byte[] full = new byte[COORDINATE];
    int length = Math.min(bytes.length, COORDINATE);
    System.arraycopy(bytes, bytes.length - length, full, COORDINATE - length, length);
    return full;
  }

  private static HostKeyFact fact(String type, int algorithm, byte[]... parts)
      throws GeneralSecurityException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
      out.writeBytes(part);
    }
    byte[] blob = out.toByteArray();
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(blob);
    return new HostKeyFact(
        type,
        PublicKeyText.fingerprint(blob),
        type + " " + Base64.getEncoder().encodeToString(blob),
        "%d %d %s".formatted(algorithm, SSHFP_SHA256, HexFormat.of().formatHex(digest)));
  }
}
