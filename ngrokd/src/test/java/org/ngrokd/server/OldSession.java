package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.OldClient;
import org.ngrokd.protocol.testing.ScriptedPeer;

/**
 * A 1.7 client that is online: it was answered, and was asked for its first proxy connection.
 *
 * @param clientId as the server gave it
 */
record OldSession(OldClient client, String clientId) implements AutoCloseable {
  static final String REQ_PROXY = "{\"Type\":\"ReqProxy\",\"Payload\":{}}";
  static final String PING = "{\"Type\":\"Ping\",\"Payload\":{}}";
  static final String PONG = "{\"Type\":\"Pong\",\"Payload\":{}}";

  static OldSession online(TestServer server) throws IOException {
    return online(server, "");
  }

  static OldSession online(TestServer server, String presentedId) throws IOException {
    return online(server.client(), presentedId);
  }

  static OldSession online(OldClient client, String presentedId) throws IOException {
    String reply = client.connectAndAuth("", presentedId);
    assertThat(MessageText.field(reply, "Error")).isEmpty();
    assertThat(client.control().expectSplitMessage()).isEqualTo(REQ_PROXY);
    return new OldSession(client, MessageText.field(reply, "ClientId"));
  }

  ScriptedPeer control() {
    return client.control();
  }

  /** Opens a tunnel and returns its URL. */
  String tunnel(String protocol, String subdomain, int remotePort) throws IOException {
    return tunnel(OldClient.reqTunnel("7", protocol, subdomain, remotePort));
  }

  String tunnel(String reqTunnel) throws IOException {
    String answer = client.requestTunnel(reqTunnel);
    assertThat(MessageText.field(answer, "Error")).isEmpty();
    return MessageText.field(answer, "Url");
  }

  /** What a request for a tunnel is refused with; "" when it is not refused. */
  String refusal(String protocol, String subdomain, int remotePort) throws IOException {
    return MessageText.field(
        client.requestTunnel(OldClient.reqTunnel("7", protocol, subdomain, remotePort)), "Error");
  }

  /** Opens a proxy connection. */
  ScriptedPeer proxy() throws IOException {
    return client.registerProxy(clientId);
  }

  /** A ping, and its answer behind everything that was sent before. */
  void pingPong() throws IOException {
    control().sendSplit(PING);
    assertThat(control().expectSplitMessage()).isEqualTo(PONG);
  }

  static int port(String tcpUrl) {
    return Integer.parseInt(tcpUrl.substring(tcpUrl.lastIndexOf(':') + 1));
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
