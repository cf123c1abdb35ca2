package org.ngrokd.client.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.client.config.VerifyUpstream;
import org.ngrokd.streams.net.HostAndPort;

class UpstreamTlsTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "::1, true",
    "10.1.2.3, true",
    "172.16.0.1, true",
    "172.32.0.1, false",
    "192.168.1.20, true",
    "169.254.1.1, true",
    "fe80::1, true",
    "fd00::1, true",
    "fc00::1, true",
    "2001:db8::1, false",
    "203.0.113.7, false",
    "8.8.8.8, false"
  })
  void privateAddressesAreToldFromOthers(String address, boolean isPrivate) {
    assertThat(UpstreamTls.isPrivate(new InetSocketAddress(address, 443))).isEqualTo(isPrivate);
  }

  @ParameterizedTest
  @CsvSource({"nas.example.com, true", "nas.example.com, false"})
  void nameOfTheServiceIsSent(String host, boolean isHttp) {
    EmbeddedChannel channel = new EmbeddedChannel();
    UpstreamTls tls =
        UpstreamTls.to(
            new HostAndPort(host, 443),
            new VerifyUpstream.Never(),
            isHttp ? UpstreamTls.Inside.HTTP1 : UpstreamTls.Inside.ANYTHING);

    SSLEngine engine = tls.handler(channel).engine();

    assertThat(engine.getSSLParameters().getServerNames()).containsExactly(new SNIHostName(host));
    assertThat(engine.getPeerHost()).isEqualTo(host);
    ReferenceCountUtil.release(engine);
    channel.finishAndReleaseAll();
  }
}
