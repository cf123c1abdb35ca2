package org.ngrokd.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintTest {
  private static final String HEX =
      "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
  private static final String COLONS =
      "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sha256:" + HEX,
        "SHA256:" + HEX,
        "sha256:" + COLONS,
        "sha256: " + COLONS,
        "SHA256 Fingerprint=" + COLONS,
        "sha256 Fingerprint=" + COLONS,
        "  sha256 Fingerprint=" + COLONS + "\n",
        COLONS,
        HEX,
      })
  void everySpellingIsTheSameValue(String spelling) {
    Fingerprint fingerprint = Fingerprint.parse(spelling);

    assertThat(fingerprint).hasToString("sha256:" + HEX);
    assertThat(fingerprint)
        .isEqualTo(Fingerprint.parse(HEX))
        .hasSameHashCodeAs(Fingerprint.parse(HEX));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sha256:",
        "sha256:00",
        "sha256:" + HEX + "00",
        "sha256:g" + HEX,
        "sha1:" + HEX,
        "sha256:001:1" + HEX,
        "SHA1 Fingerprint=00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33",
        "sha256:0011:" + HEX,
      })
  void anythingElseIsExplainedInOneLine(String text) {
    assertThatThrownBy(() -> Fingerprint.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + text + "\"")
        .hasMessageContaining("openssl x509")
        .hasMessageNotContaining("\n");
  }

  @Test
  void itIsTheDigestOfTheEncodedCertificate() throws GeneralSecurityException {
    X509Certificate certificate = Fixtures.selfSigned("CN=a");

    byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());

    assertThat(Fingerprint.of(certificate))
        .hasToString("sha256:" + HexFormat.of().formatHex(digest));
  }

  @Test
  void differentCertificatesDiffer() {
    assertThat(Fingerprint.of(Fixtures.selfSigned("CN=a")))
        .isNotEqualTo(Fingerprint.of(Fixtures.selfSigned("CN=b")));
  }
}
