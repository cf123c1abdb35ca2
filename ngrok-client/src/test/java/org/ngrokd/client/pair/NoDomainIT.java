package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.OpenTunnel;
import org.ngrokd.client.TunnelSpec;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.protocol.testing.Visitor;

/** docs/guides/no-domain.md: a server that has an address and no name. */
class NoDomainIT {
  private static final String REPLY = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnas";

  @Test
  void tcpWorksByPortAndHttpByHostWithACertificateForTheAddress() throws Exception {
    try (Pair pair = Pair.withoutDomain();
        LocalService service =
            LocalService.with(
                connection -> {
                  LocalService.head(connection.getInputStream());
                  connection.getOutputStream().write(REPLY.getBytes(StandardCharsets.US_ASCII));
                })) {
      OpenTunnel tcp = pair.client(TunnelSpec.tcp(service.address())).tunnels().get(0);
      assertThat(tcp.url()).startsWith("tcp://127.0.0.1:");
      int port = Integer.parseInt(tcp.url().substring(tcp.url().lastIndexOf(':') + 1));
      pair.client(TunnelSpec.http(service.address()).hostname("nas.home.arpa"));

      try (Visitor byPort = Visitor.connect(port);
          Visitor byName = Visitor.connect(pair.port("http"))) {
        byPort.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").expect(REPLY);
        byName.send("GET / HTTP/1.1\r\nHost: nas.home.arpa\r\n\r\n").expect(REPLY);
      }
      try (Visitor byAddress = Visitor.connect(pair.port("http"))) {
        byAddress.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
        assertThat(new String(byAddress.in().readAllBytes(), StandardCharsets.UTF_8))
            .contains(" 404 ", "Tunnel 127.0.0.1 not found");
      }
    }
  }
}
