package org.ngrokd.server.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.util.List;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.ngrokd.certs.Identity;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.streams.net.TlsVersion;

/** Which names a peer was shown, where each name has a certificate of its own. */
class ShownNamesTest {
  private static Identity identity(String names) {
    TestCertificates made = TestCertificates.forNames(names);
    return new Identity(List.of(made.certificate()), made.privateKey());
  }

  @Test
  void areThoseOfTheCertificateThatWasShown() {
    NamedCertificates named = new NamedCertificates(TlsVersion.TLS_1_2, Stapling.NONE);
    named.put("*.tunnel.example", identity("dns:tunnel.example,dns:*.tunnel.example"));
    named.put("localhost", identity("dns:localhost,ip:127.0.0.1"));

    SslContext shown = named.context("www.tunnel.example").orElseThrow();
    SslContext other = named.context("localhost").orElseThrow();

    assertThat(ShownNames.in(shown)).containsExactly("tunnel.example", "*.tunnel.example");
    assertThat(ShownNames.in(other)).containsExactly("localhost", "127.0.0.1");
  }

  @Test
  void ofWhatIsForACaThereAreNone() throws SSLException {
    TestCertificates made = TestCertificates.localhost();
    SslContext challenge =
        SslContextBuilder.forServer(made.privateKey(), made.certificate()).build();

    assertThat(ShownNames.in(challenge)).isEmpty();
  }
}
