package org.ngrokd.client.siege;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** A control connection of a client that means no good. One thread at a time. */
final class HostileClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  private final Field field;
  private final String from;
  private final Wire wire;
  private final String id;

  /** Connects and is greeted. */
  HostileClient(Field field, String from, String token, List<String> extensions)
      throws IOException {
    this.field = field;
    this.from = from;
    this.wire = connect();
    send(
        OldClient.auth(
            token,
            "",
            extensions.stream().map(name -> '"' + name + '"').collect(Collectors.joining(","))));
    String answer = wire.receive();
    this.id = Wire.field(answer, "ClientId");
    if (id.isEmpty()) {
      wire.close();
      throw new IOException("not let in: " + answer);
    }
  }

  private Wire connect() throws IOException {
    Wire made =
        field.closing(
            new Wire(Sockets.tls(field.ports().tunnel(), "localhost", from, PATIENCE_MILLIS)));
    field.cost().connection();
    return made;
  }

  void send(String message) throws IOException {
    field.cost().bytes(wire.send(message));
  }

  String receive() throws IOException {
    return wire.receive();
  }

  /** A request for a tunnel. */
  static String request(String protocol, String subdomain) {
    return Wire.message(
        "ReqTunnel",
        "{\"ReqId\":\"7\",\"Protocol\":\""
            + protocol
            + "\",\"Hostname\":\"\",\"Subdomain\":\""
            + subdomain
            + "\",\"HttpAuth\":\"\",\"RemotePort\":0}");
  }

  /** Opens a tunnel and gives its URL. */
  String tunnel(String protocol, String subdomain) throws IOException {
    send(request(protocol, subdomain));
    return answer();
  }

  /** The URL of the next answer to a request for a tunnel. */
  String answer() throws IOException {
    String message = receive();
    while (!message.contains("\"NewTunnel\"")) {
      message = receive();
    }
    if (!Wire.field(message, "Error").isEmpty()) {
      throw new IOException(message);
    }
    return Wire.field(message, "Url");
  }

  /** Opens a proxy connection as 1.7 does; what comes on it is the caller's to read. */
  Wire proxy() throws IOException {
    Wire proxy = connect();
    field.cost().bytes(proxy.send(Wire.message("RegProxy", "{\"ClientId\":\"" + id + "\"}")));
    return proxy;
  }

  /** Opens a proxy connection for many streams, each with this window. */
  HostileMux mux(int window) throws IOException {
    Wire proxy = connect();
    proxy.send(Wire.message("RegProxy", "{\"ClientId\":\"" + id + "\",\"Mux\":true}"));
    return field.closing(new HostileMux(proxy, field.cost(), window));
  }

  /** The port at the end of a tcp tunnel's URL. */
  static int port(String url) {
    return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
  }

  @Override
  public void close() {
    wire.close();
  }
}
