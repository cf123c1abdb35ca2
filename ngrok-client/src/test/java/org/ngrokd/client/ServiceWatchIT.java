package org.ngrokd.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.testing.FreePort;
import org.ngrokd.protocol.testing.ScriptedPeer;

/** Whether the local service is there: told before a visitor finds out, as Linux lists what is. */
@EnabledOnOs(OS.LINUX)
class ServiceWatchIT {
  private static final String URL = "tcp://a.example:1";

  private final ClientFixture fixture = new ClientFixture();

  ServiceWatchIT() throws IOException {}

  @AfterEach
  void close() throws IOException {
    fixture.close();
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
  void serviceThatIsNotThereIsToldAtTheStartAndThatItHasComeByTheNextVisitor() throws Exception {
    int port = FreePort.tcp();
    fixture.begin(TunnelSpec.tcp("127.0.0.1:" + port));

    String missing = fixture.heard.await("warned ");
    ScriptedPeer control = fixture.controlWithTunnel(URL);
    fixture.heard.await("all open");

    assertThat(missing)
        .isEqualTo(
            "warned 127.0.0.1:%d is not listening: visitors are turned away until it does"
                .formatted(port));
    visit(control);
    try (ServerSocket again = listening("127.0.0.1", port)) {
      visit(control);
      assertThat(again.accept().isConnected()).isTrue();
      assertThat(fixture.heard.await("warned "))
          .isEqualTo("warned 127.0.0.1:" + port + " is listening now");
    }
  }

  /** With a look every five seconds: some programs take one connection only. */
  @Test
  void serviceThatComesIsToldWithoutAConnectionToIt() throws Exception {
    int port = FreePort.tcp();
    fixture.begin(TunnelSpec.http(String.valueOf(port)));
    fixture.heard.await("warned " + port + " is not listening: visitors get a 502 until it does");

    try (ServerSocket service = listening("127.0.0.1", port)) {
      fixture.heard.await("warned " + port + " is listening now");

      service.setSoTimeout(1);
      assertThatThrownBy(service::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void unixSocketThatIsNotThereIsToldAtTheStart(@TempDir Path directory) throws Exception {
    Path socket = directory.resolve("a.sock");
    fixture.begin(TunnelSpec.http("unix:" + socket));

    fixture.heard.await("warned unix:" + socket + " is not listening");
    ServerSocketChannel service = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    service.bind(UnixDomainSocketAddress.of(socket));

    fixture.heard.await("warned unix:" + socket + " is listening now");
    service.close();
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
