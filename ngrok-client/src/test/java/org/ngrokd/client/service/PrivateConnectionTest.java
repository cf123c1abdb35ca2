package org.ngrokd.client.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.ProxyProtocol;
import org.ngrokd.client.config.Upstream;
import org.ngrokd.client.config.UpstreamOptions;
import org.ngrokd.client.dial.Dialer;
import org.ngrokd.client.dial.NameLookup;
import org.ngrokd.streams.net.Transport;

class PrivateConnectionTest {
  private static final Dialer DIALER = new Dialer(Transport.best(), new NameLookup(Runnable::run));

  private static boolean mayBeKept(String address, Upstream upstream, boolean isHttp) {
    return new PrivateConnection(DIALER, LocalAddress.parse(address), upstream, isHttp).mayBeKept();
  }

  private static boolean mayBeKept(UpstreamOptions options) {
    return mayBeKept("127.0.0.1:80", Upstream.PLAIN.withOptions(options), true);
  }

  @Test
  void httpIsKeptByTcpAndByTls() {
    assertThat(mayBeKept("127.0.0.1:80", Upstream.PLAIN, true)).isTrue();
    assertThat(mayBeKept("80", Upstream.PLAIN, true)).isTrue();
    assertThat(mayBeKept("https://127.0.0.1:443", Upstream.PLAIN, true)).isTrue();
  }

  @Test
  void nothingIsKeptWhereTheServiceMayKnowTheVisitorByIt() {
    assertThat(mayBeKept("unix:/run/web.sock", Upstream.PLAIN, true)).isFalse();
    assertThat(mayBeKept("127.0.0.1:80", Upstream.PLAIN.withProxyProtocol(ProxyProtocol.V2), true))
        .isFalse();
  }

  @Test
  void neitherIsWhatIsNoHttp1() {
    assertThat(mayBeKept("127.0.0.1:80", Upstream.PLAIN, false)).isFalse();
    assertThat(mayBeKept(UpstreamOptions.NONE.withHttp2(true))).isFalse();
    assertThat(mayBeKept(UpstreamOptions.NONE.withWebSockets(true))).isFalse();
    assertThat(mayBeKept(UpstreamOptions.NONE.withKeptConnections(false))).isFalse();
  }
}
