package org.ngrokd.client.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.OldClient;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.protocol.testing.TlsOptions;

/**
 * A client of 1.7 that speaks the wire itself, so that what is measured is the servers' part. Used
 * by one thread; one of its own serves visitors.
 */
final class WireClient implements AutoCloseable {
  private static final String PING = "{\"Type\":\"Ping\",\"Payload\":{}}";

  private final InetSocketAddress server;
  private final OldClient client;
  private final String id;

  private WireClient(InetSocketAddress server, OldClient client, String id) {
    this.server = server;
    this.client = client;
    this.id = id;
  }

  private static OldClient to(InetSocketAddress server) {
    return new OldClient(server, TestCertificates.trustAllContext(), TlsOptions.DEFAULT);
  }

  /**
   * Logs in.
   *
   * @param id of a client before it; "" for a new one
   */
  static WireClient connect(InetSocketAddress server, String token, String id) throws IOException {
    OldClient client = to(server);
    String reply = client.connectAndAuth(token, id);
    if (!MessageText.field(reply, "Error").isEmpty()) {
      throw new IOException(MessageText.field(reply, "Error"));
    }
    return new WireClient(server, client, MessageText.field(reply, "ClientId"));
  }

  /** As the server knows it. */
  String id() {
    return id;
  }

  /** Opens an http tunnel of this name. */
  void open(String name) throws IOException {
    check(client.requestTunnel(OldClient.reqTunnel("1", "http", name, 0)));
  }

  private static void check(String answer) throws IOException {
    if (!MessageText.field(answer, "Error").isEmpty()) {
      throw new IOException(MessageText.field(answer, "Error"));
    }
  }

  /** Asks for so many http tunnels, with a number behind the name. */
  void request(String name, int from, int many) throws IOException {
    for (int number = from; number < from + many; number++) {
      client.control().sendSplit(OldClient.reqTunnel("r" + number, "http", name + number, 0));
    }
  }

  /** Waits until so many of those that it has asked for are open. */
  void awaitOpen(int many) throws IOException {
    for (int left = many; left > 0; left--) {
      check(client.nextNewTunnel());
    }
  }

  /** All say that they are there; none waits for another one's answer, which takes 5 ms. */
  static void ping(List<WireClient> clients) throws IOException {
    for (WireClient each : clients) {
      each.client.control().sendSplit(PING);
    }
    for (WireClient each : clients) {
      each.awaitPong();
    }
  }

  private void awaitPong() throws IOException {
    String message = client.control().expectSplitMessage();
    while (!MessageText.type(message).equals("Pong")) {
      message = client.control().expectSplitMessage();
    }
  }

  /** Answers each visitor with this text, until the client is closed. */
  void serve(String text) {
    Thread thread =
        new Thread(
            () -> {
              try (OldClient proxies = to(server)) {
                while (true) {
                  answer(proxies.registerProxy(id), text);
                }
              } catch (IOException | AssertionError e) {
                return; // it is closed
              }
            },
            "wire client");
    thread.setDaemon(true);
    thread.start();
  }

  private static void answer(ScriptedPeer proxy, String text) throws IOException {
    String start = proxy.expectSplitMessage();
    if (!MessageText.type(start).equals("StartProxy")) {
      throw new IOException(start);
    }
    Optional<byte[]> head = proxy.socket().readRecord(ScriptedPeer.PATIENCE);
    if (head.isPresent()) {
      String reply =
          "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(text.length(), text);
      proxy.socket().writeStream(reply.getBytes(StandardCharsets.US_ASCII));
    }
    proxy.close();
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
