package org.ngrokd.protocol.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * ngrok 1.7's client in Go, as far as a server can see it: key order of its structs, a header and a
 * payload in a record each. Used by one thread at a time; closing it closes all its connections.
 *
 * <p>Every answer must come as a server has to send it (§1 record rule). Original: client/model.go.
 */
public final class OldClient implements AutoCloseable {

  private final InetSocketAddress server;
  private final SSLContext context;
  private final TlsOptions options;
  private final List<ScriptedPeer> connections = new ArrayList<>();
  private @Nullable ScriptedPeer control;
  private int proxyRequests;

  public OldClient(InetSocketAddress server, SSLContext context, TlsOptions options) {
    this.server = server;
    this.context = context;
    this.options = options;
  }

  /** The {@code Auth} that the Go client sends. */
  public static String auth(String token, String clientId) {
    return ("{\"Type\":\"Auth\",\"Payload\":{\"Version\":\"2\",\"MmVersion\":\"1.7\",\"User\":\"%s\","
            + "\"Password\":\"\",\"OS\":\"linux\",\"Arch\":\"amd64\",\"ClientId\":\"%s\"}}")
        .formatted(token, clientId);
  }

  /** A {@code ReqTunnel} of the Go client for a name on the server's domain. */
  public static String reqTunnel(String reqId, String protocol, String subdomain, int remotePort) {
    return ("{\"Type\":\"ReqTunnel\",\"Payload\":{\"ReqId\":\"%s\",\"Protocol\":\"%s\",\"Hostname\":\"\","
            + "\"Subdomain\":\"%s\",\"HttpAuth\":\"\",\"RemotePort\":%d}}")
        .formatted(reqId, protocol, subdomain, remotePort);
  }

  /** The {@code RegProxy} that the Go client sends. */
  public static String regProxy(String clientId) {
    return "{\"Type\":\"RegProxy\",\"Payload\":{\"ClientId\":\"%s\"}}".formatted(clientId);
  }

  /** A new connection on which nothing was sent. */
  public ScriptedPeer connect() throws IOException {
    ScriptedPeer peer = new ScriptedPeer(TlsRecordSocket.connect(server, context, options));
    connections.add(peer);
    return peer;
  }

  /** Opens the control connection; {@code clientId} is "" for a new session. Returns the reply. */
  public String connectAndAuth(String token, String clientId) throws IOException {
    return connectWith(auth(token, clientId));
  }

  /** Opens the control connection with this {@code Auth} as it is. Returns the reply. */
  public String connectWith(String auth) throws IOException {
    ScriptedPeer peer = connect();
    control = peer;
    peer.sendSplit(auth);
    return peer.expectSplitMessage();
  }

  /** Sends this {@code ReqTunnel} as it is and returns the first {@code NewTunnel} that answers. */
  public String requestTunnel(String json) throws IOException {
    control().sendSplit(json);
    return nextNewTunnel();
  }

  /** The next {@code NewTunnel}; {@code ReqProxy}s before it are counted and passed over. */
  public String nextNewTunnel() throws IOException {
    while (true) {
      String message = control().expectSplitMessage();
      String type = MessageText.type(message);
      if (type.equals("NewTunnel")) {
        return message;
      }
      if (!type.equals("ReqProxy")) {
        throw new AssertionError("expected NewTunnel (or ReqProxy before it), came: " + message);
      }
      proxyRequests++;
    }
  }

  /** {@code ReqProxy}s that {@link #nextNewTunnel} passed over. */
  public int proxyRequests() {
    return proxyRequests;
  }

  /** Opens a proxy connection; {@code StartProxy} is for the caller to expect. */
  public ScriptedPeer registerProxy(String clientId) throws IOException {
    ScriptedPeer peer = connect();
    peer.sendSplit(regProxy(clientId));
    return peer;
  }

  public ScriptedPeer control() {
    if (control == null) {
      throw new IllegalStateException("connectAndAuth comes first");
    }
    return control;
  }

  @Override
  public void close() throws IOException {
    for (ScriptedPeer connection : connections) {
      connection.close();
    }
  }
}
