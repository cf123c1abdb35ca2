package org.ngrokd.server.acme.keep;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import org.bouncycastle.jcajce.provider.asymmetric.util.EC5Util;

/** The public halves of private keys: what is kept is the private one only. */
public final class AccountKeys {
  private AccountKeys() {}

  /**
   * Both halves.
   *
   * @throws IllegalArgumentException when the key is damaged
   */
  public static KeyPair pair(PrivateKey key) {
    try {
      return new KeyPair(publicKey(key), key);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the key of the account is damaged", e);
    }
  }

  private static PublicKey publicKey(PrivateKey key) throws GeneralSecurityException {
    if (key instanceof RSAPrivateCrtKey rsa) {
      return KeyFactory.getInstance("RSA")
          .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
    }
    ECPrivateKey elliptic = (ECPrivateKey) key;
    var curve = EC5Util.convertSpec(elliptic.getParams());
    org.bouncycastle.math.ec.ECPoint point = curve.getG().multiply(elliptic.getS()).normalize();
    BigInteger x = point.getAffineXCoord().toBigInteger();
    BigInteger y = point.getAffineYCoord().toBigInteger();
    return KeyFactory.getInstance("EC")
        .generatePublic(new ECPublicKeySpec(new ECPoint(x, y), elliptic.getParams()));
  }
}
