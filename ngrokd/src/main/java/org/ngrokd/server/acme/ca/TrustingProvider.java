package org.ngrokd.server.acme.ca;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.ngrokd.certs.PemTrust;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.provider.AbstractAcmeProvider;

/** Any CA by its directory's URL; one whose own https is signed by a private CA, too. */
final class TrustingProvider extends AbstractAcmeProvider {
  private final Optional<SSLContext> tls;

  /**
   * @param trusted PEM, certificates of CAs
   */
  TrustingProvider(Optional<Path> trusted) {
    this.tls = trusted.map(TrustingProvider::context);
  }

  private static SSLContext context(Path trusted) {
    try {
      return PemTrust.of(trusted);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this Java cannot trust a certificate", e);
    }
  }

  @Override
  public boolean accepts(URI server) {
    return "https".equals(server.getScheme()) || "http".equals(server.getScheme());
  }

  @Override
  public URL resolve(URI server) {
    try {
      return server.toURL();
    } catch (java.net.MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public HttpClient createHttpClient(NetworkSettings settings) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(settings.getTimeout());
    tls.ifPresent(builder::sslContext);
    return builder.build();
  }
}
