package org.ngrokd.server.acme.ocsp;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.CertException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * Whether a certificate is good, and what is made of an answer to that (RFC 6960). A visitor would
 * turn away from an answer that is wrong, so nothing is shown that was not checked. Immutable.
 */
final class Question {
  /** Clocks of CAs and servers differ. */
  private static final Duration AHEAD = Duration.ofMinutes(5);

  /** An answer without an end is asked for again after that. */
  private static final Duration WITHOUT_END = Duration.ofHours(4);

  private static final DigestCalculatorProvider DIGESTS = digests();

  private final X509Certificate leaf;
  private final X509Certificate issuer;
  private final CertificateID id;

  /**
   * @throws IOException when the certificate is none that can be asked for
   */
  Question(X509Certificate leaf, X509Certificate issuer) throws IOException {
    this.leaf = leaf;
    this.issuer = issuer;
    try {
      this.id =
          new CertificateID(
              DIGESTS.get(CertificateID.HASH_SHA1), // the one that all responders know
              new JcaX509CertificateHolder(issuer),
              leaf.getSerialNumber());
    } catch (OCSPException | OperatorCreationException | GeneralSecurityException e) {
      throw new IOException("the certificate cannot be asked for", e);
    }
  }

  private static DigestCalculatorProvider digests() {
    try {
      return new JcaDigestCalculatorProviderBuilder().build();
    } catch (OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As it is sent. */
  byte[] bytes() throws IOException {
    try {
      return new OCSPReqBuilder().addRequest(id).build().getEncoded();
    } catch (OCSPException e) {
      throw new IOException("the question cannot be written", e);
    }
  }

  /**
   * Reads an answer.
   *
   * @throws IOException with what is wrong with it in one line
   */
  Staple read(byte[] answer, Instant now) throws IOException {
    try {
      OCSPResp response = new OCSPResp(answer);
      require(
          response.getStatus() == OCSPResp.SUCCESSFUL
              && response.getResponseObject() instanceof BasicOCSPResp,
          "it says no more than that it cannot answer (status " + response.getStatus() + ")");
      BasicOCSPResp said = (BasicOCSPResp) response.getResponseObject();
      require(isSigned(said, now), "its signature is not the issuer's");
      return staple(answer, single(said), now);
    } catch (OCSPException
        | OperatorCreationException
        | GeneralSecurityException
        | RuntimeException e) { // of bytes that are no answer
      throw new IOException("what it says is no answer", e);
    }
  }

  private static void require(boolean claim, String otherwise) throws IOException {
    if (!claim) {
      throw new IOException(otherwise);
    }
  }

  private SingleResp single(BasicOCSPResp said) throws IOException {
    for (SingleResp each : said.getResponses()) {
      if (isOurs(each.getCertID())) {
        return each;
      }
    }
    throw new IOException("it says nothing of this certificate");
  }

  /** Not by equality: of an algorithm's parameters "none" is written in two ways. */
  private boolean isOurs(CertificateID other) {
    return other.getHashAlgOID().equals(id.getHashAlgOID())
        && other.getSerialNumber().equals(leaf.getSerialNumber())
        && Arrays.equals(other.getIssuerNameHash(), id.getIssuerNameHash())
        && Arrays.equals(other.getIssuerKeyHash(), id.getIssuerKeyHash());
  }

  private static Staple staple(byte[] answer, SingleResp single, Instant now) throws IOException {
    CertificateStatus status = single.getCertStatus();
    require(
        !(status instanceof RevokedStatus),
        "the certificate is revoked; get another one with 'ngrokd certs renew'");
    require(status == CertificateStatus.GOOD, "it does not know the certificate");
    Instant from = single.getThisUpdate().toInstant();
    Instant end =
        Optional.ofNullable(single.getNextUpdate())
            .map(Date::toInstant)
            .orElse(now.plus(WITHOUT_END));
    require(!from.isAfter(now.plus(AHEAD)), "its answer is of a time that has not come");
    require(end.isAfter(now), "its answer is out of date");
    Instant begin = from.isAfter(now) ? now : from;
    Instant half = begin.plus(Duration.between(begin, end).dividedBy(2));
    return new Staple(answer, half.isAfter(now) ? half : middle(now, end), end);
  }

  private static Instant middle(Instant now, Instant end) {
    return now.plus(Duration.between(now, end).dividedBy(2));
  }

  private boolean isSigned(BasicOCSPResp said, Instant now)
      throws OCSPException, OperatorCreationException, GeneralSecurityException {
    JcaContentVerifierProviderBuilder verifier = new JcaContentVerifierProviderBuilder();
    if (said.isSignatureValid(verifier.build(issuer.getPublicKey()))) {
      return true;
    }
    for (X509CertificateHolder each : said.getCerts()) {
      if (mayAnswer(each, now) && said.isSignatureValid(verifier.build(each))) {
        return true;
      }
    }
    return false;
  }

  /** Whom the issuer lets answer (RFC 6960, 4.2.2.2). */
  private boolean mayAnswer(X509CertificateHolder other, Instant now)
      throws OperatorCreationException {
    try {
      ExtendedKeyUsage usage = ExtendedKeyUsage.fromExtensions(other.getExtensions());
      return usage != null
          && usage.hasKeyPurposeId(KeyPurposeId.id_kp_OCSPSigning)
          && other.isValidOn(Date.from(now))
          && other.isSignatureValid(
              new JcaContentVerifierProviderBuilder().build(issuer.getPublicKey()));
    } catch (CertException e) {
      return false;
    }
  }
}
