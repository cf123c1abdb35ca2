package org.ngrokd.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.testing.ScriptedPeer;

/** Whether the local service is there: told before a visitor finds out. */
class ServiceWatchIT {
  private static final String URL = "tcp://a.example:1";

  private final ClientFixture fixture = new ClientFixture();

  ServiceWatchIT() throws IOException {}

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static ServerSocket listening(String host, int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(host, port));
    return socket;
  }

  private ScriptedPeer visit(ScriptedPeer control) throws IOException {
    ScriptedPeer proxy = fixture.proxy(control);
    proxy.sendSplit(ClientFixture.startProxy(URL));
    return proxy;
  }

  @Test
  void serviceThatIsNotThereIsToldOnceAVisitorMissesItAndThatItHasComeByTheNext() throws Exception {
    int port = freePort();
    fixture.begin(TunnelSpec.tcp("127.0.0.1:" + port));
    ScriptedPeer control = fixture.controlWithTunnel(URL);
    fixture.heard.await("all open");

    visit(control);
    visit(control);

    assertThat(fixture.heard.await("warned "))
        .isEqualTo(
            "warned 127.0.0.1:%d is not listening: visitors are turned away until it does"
                .formatted(port));
    try (ServerSocket again = listening("127.0.0.1", port)) {
      visit(control);
      assertThat(again.accept().isConnected()).isTrue();
      assertThat(fixture.heard.await("warned "))
          .isEqualTo("warned 127.0.0.1:" + port + " is listening now");
    }
  }

  @Test
  void barePortIsFoundWhereverItListensOnThisComputer() throws Exception {
    try (ServerSocket service = listening("::1", 0)) {
      fixture.begin(TunnelSpec.tcp(String.valueOf(service.getLocalPort())));
      ScriptedPeer control = fixture.controlWithTunnel(URL);

      for (int i = 0; i < 2; i++) {
        ScriptedPeer visitor = visit(control);
        try (Socket served = service.accept()) {
          served.getOutputStream().write("from six".getBytes(StandardCharsets.US_ASCII));
          visitor.expectStream("from six");
        }
      }
    } catch (SocketException e) {
      assumeThat(e).as("there is no IPv6 here").isNull();
    }
  }

  @Test
  void wholeAddressIsTakenAtItsWord() throws Exception {
    try (ServerSocket service = listening("::1", 0)) {
      int port = service.getLocalPort();

      fixture.begin(TunnelSpec.tcp("127.0.0.1:" + port));
      visit(fixture.controlWithTunnel(URL));

      fixture.heard.await("warned 127.0.0.1:" + port + " is not listening");
    } catch (SocketException e) {
      assumeThat(e).as("there is no IPv6 here").isNull();
    }
  }
}
