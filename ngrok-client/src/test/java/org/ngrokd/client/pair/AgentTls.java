package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.ngrokd.certs.PemFiles;
import org.ngrokd.protocol.testing.Visitor;

/** Visitors' TLS that ends in the client, for the rows of docs/agent.md. */
final class AgentTls {
  private AgentTls() {}

  /** The certificate is that of the row, not the server's. */
  static void endsHere(AgentVisit visit) throws Exception {
    try (Visitor visitor = connect(visit, true)) {
      Certificate[] shown = ((SSLSocket) visitor.socket()).getSession().getPeerCertificates();
      assertThat(shown[0])
          .isEqualTo(PemFiles.readCertificates(visit.place().directory.resolve("site.crt")).get(0));
      assertThat(answer(visitor)).contains("200 OK", "the service saw");
    }
  }

  /** Nobody gets to the service without a certificate of the CA. */
  static void asksForCertificates(AgentVisit visit) {
    assertThatThrownBy(
            () -> {
              try (Visitor visitor = connect(visit, false)) {
                if (!answer(visitor).contains("200 OK")) {
                  throw new IOException("no answer");
                }
              }
            })
        .isInstanceOf(IOException.class);
  }

  private static String answer(Visitor visitor) throws IOException {
    return visitor
        .send("GET / HTTP/1.1\r\nHost: shop.localhost\r\nConnection: close\r\n\r\n")
        .readToEnd();
  }

  private static Visitor connect(AgentVisit visit, boolean showsCertificate) throws Exception {
    KeyStore keys = KeyStore.getInstance(KeyStore.getDefaultType());
    keys.load(null, new char[0]);
    keys.setCertificateEntry(
        "ca", PemFiles.readCertificates(visit.place().directory.resolve("ca.pem")).get(0));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(keys);
    if (showsCertificate) {
      keys.setKeyEntry(
          "visitor",
          visit.place().visitor.key(),
          new char[0],
          visit.place().visitor.chain().toArray(Certificate[]::new));
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    return TlsVisitors.connect(visit.place().pair.port("https"), context, "shop.localhost");
  }
}
