package org.ngrokd.server;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import org.ngrokd.certs.IdentityCheck;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.tls.OwnCertificate;
import org.ngrokd.server.tls.ServerTls;
import org.ngrokd.streams.net.TlsVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which certificate a server shows, as its options want it; what is unwise is told. */
final class CertificateChoice {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateChoice.class);

  private CertificateChoice() {}

  /**
   * The certificate of these options.
   *
   * @throws org.ngrokd.kit.cli.UserException when a file cannot be read
   */
  static ServerTls of(ServerOptions options, Clock clock) {
    ServerOptions.Tls wanted = options.tls();
    if (wanted.oldest().compareTo(TlsVersion.TLS_1_2) < 0) {
      LOG.warn(
          "TLS {} and newer are accepted: versions below 1.2 are broken, use this only for devices"
              + " that know nothing better",
          wanted.oldest().number());
    }
    Optional<String> besideCa = wanted.acme().map(acme -> options.domain());
    return wanted
        .files()
        .map(
            files ->
                ServerTls.given(files, wanted.oldest(), clock, besideCa).telling(misfit(options)))
        .orElseGet(
            () ->
                ServerTls.own(
                    OwnCertificate.in(
                        options.state().directory(), options.domain(), wanted.ownKey()),
                    wanted.oldest(),
                    clock,
                    besideCa));
  }

  private static Function<X509Certificate, Optional<String>> misfit(ServerOptions options) {
    ServerOptions.Addresses addresses = options.addresses();
    String names = addresses.vhost().orElse(options.domain()).replaceFirst(":[0-9]+$", "");
    boolean hasHttps = addresses.https().isPresent();
    return certificate ->
        IdentityCheck.domainWarning(certificate, options.domain(), hasHttps ? names : "");
  }
}
