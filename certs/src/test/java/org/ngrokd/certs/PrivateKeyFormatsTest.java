package org.ngrokd.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ngrokd.certs.Fixtures.EC;
import static org.ngrokd.certs.Fixtures.RSA;
import static org.ngrokd.certs.Fixtures.pem;
import static org.ngrokd.certs.Fixtures.write;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeyFormatsTest {
  private static final String CURVE =
      block("EC PARAMETERS", encoded(X9ObjectIdentifiers.prime256v1));

  private static final String SEC1 = sec1(EC.getPrivate(), 256, X9ObjectIdentifiers.prime256v1);

  @TempDir private Path directory;

  @Test
  void pkcs1RsaKey() {
    String text = pem(RSA.getPrivate());

    assertThat(text).contains("BEGIN RSA PRIVATE KEY");
    assertThat(read(text)).isEqualTo(RSA.getPrivate());
  }

  @Test
  void pkcs8Keys() {
    assertThat(read(block("PRIVATE KEY", RSA.getPrivate().getEncoded())))
        .isEqualTo(RSA.getPrivate());
    assertThat(read(block("PRIVATE KEY", EC.getPrivate().getEncoded()))).isEqualTo(EC.getPrivate());
  }

  @Test
  void pkcs8Ed25519Key() throws Exception {
    PrivateKey key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate();

    assertThat(read(block("PRIVATE KEY", key.getEncoded()))).isEqualTo(key);
  }

  @Test
  void sec1KeyWithItsCurveInside() {
    assertPair(SEC1, EC);
  }

  @Test
  void sec1KeyAfterParametersAsOpenSslWritesIt() {
    assertPair(CURVE + SEC1, EC);
  }

  @Test
  void sec1KeyWithItsCurveOnlyInParameters() {
    assertPair(CURVE + block("EC PRIVATE KEY", sec1WithoutCurve()), EC);
  }

  @Test
  void sec1KeyWithoutCurveIsRefused() {
    assertThatThrownBy(() -> read(block("EC PRIVATE KEY", sec1WithoutCurve())))
        .isInstanceOf(CertificateFileException.class)
        .hasMessageContaining("it does not say which curve it is on");
  }

  @Test
  void sec1KeyOnALongerCurve() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp521r1"));
    KeyPair keys = generator.generateKeyPair();

    String text = sec1(keys.getPrivate(), 521, SECObjectIdentifiers.secp521r1);

    assertPair(text, keys);
  }

  @Test
  void keyBesideItsCertificate() {
    String text = pem(Fixtures.selfSigned("CN=a")) + SEC1;

    assertPair(text.replace("\n", "\r\n"), EC);
  }

  @Test
  void encryptedPkcs8KeySaysHowToDecryptIt() throws Exception {
    JceOpenSSLPKCS8EncryptorBuilder encryptor =
        new JceOpenSSLPKCS8EncryptorBuilder(JcaPKCS8Generator.AES_256_CBC)
            .setProvider(new BouncyCastleProvider());
    encryptor.setPassword("secret".toCharArray());

    String text = pem(new JcaPKCS8Generator(EC.getPrivate(), encryptor.build()));

    assertThat(text).contains("BEGIN ENCRYPTED PRIVATE KEY");
    assertEncrypted(text);
  }

  @Test
  void encryptedOldStyleKeySaysHowToDecryptIt() throws Exception {
    var encryptor =
        new JcePEMEncryptorBuilder("AES-256-CBC")
            .setProvider(new BouncyCastleProvider())
            .build("secret".toCharArray());

    String text = pem(new JcaMiscPEMGenerator(RSA.getPrivate(), encryptor));

    assertThat(text).contains("Proc-Type: 4,ENCRYPTED");
    assertEncrypted(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY"})
  void damagedKeyIsExplained(String label) {
    for (String bytes : new String[] {"", "AAAA", "MIIB", "MP////8=", "MIT/////AA==", "!"}) {
      String text = "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, bytes, label);

      assertThatThrownBy(() -> read(text))
          .isInstanceOf(CertificateFileException.class)
          .hasMessageContaining("it is damaged or no RSA or EC key");
    }
  }

  /** The JDK compares keys by how they were encoded, so a probe has to tell. */
  private void assertPair(String text, KeyPair keys) {
    assertThat(Signatures.isPair(read(text), keys.getPublic())).isTrue();
  }

  private void assertEncrypted(String text) {
    Path file = directory.resolve("key.pem");
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(CertificateFileException.class)
        .hasMessage(
            "Cannot read the private key %s: it is encrypted; ngrokd needs it without a passphrase"
                + " (openssl pkey -in %s -out %s.plain)",
            file, file, file);
  }

  private PrivateKey read(String text) {
    return PemFiles.readPrivateKey(write(directory.resolve("key.pem"), text));
  }

  private static String sec1(PrivateKey key, int bits, ASN1ObjectIdentifier curve) {
    BigInteger secret = ((ECPrivateKey) key).getS();
    return block(
        "EC PRIVATE KEY", encoded(new org.bouncycastle.asn1.sec.ECPrivateKey(bits, secret, curve)));
  }

  private static byte[] sec1WithoutCurve() {
    ECPrivateKey key = (ECPrivateKey) EC.getPrivate();
    return encoded(new org.bouncycastle.asn1.sec.ECPrivateKey(256, key.getS()));
  }

  private static byte[] encoded(ASN1Object object) {
    try {
      return object.getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String block(String label, byte[] der) {
    String body = Base64.getMimeEncoder().encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, body, label);
  }
}
