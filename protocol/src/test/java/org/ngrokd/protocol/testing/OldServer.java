package org.ngrokd.protocol.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * A server that answers only what the test scripts. It has no thread of its own: connections wait
 * in the listener's backlog, and {@link #nextConnection} accepts one and completes its handshake.
 * So the client under test must not block the test's thread. Used by one thread at a time; closing
 * it closes the listener and all its connections.
 */
public final class OldServer implements AutoCloseable {

  private final ServerSocket listener;
  private final SSLContext context;
  private final TlsOptions options;
  private final List<ScriptedPeer> connections = new ArrayList<>();

  private OldServer(ServerSocket listener, SSLContext context, TlsOptions options) {
    this.listener = listener;
    this.context = context;
    this.options = options;
  }

  /** Listens on a free port of the loopback address. */
  public static OldServer listen(SSLContext context, TlsOptions options) throws IOException {
    return listen(0, context, options);
  }

  /** Listens on this port, e.g. the one that an earlier server had: a server that came back. */
  public static OldServer listen(int port, SSLContext context, TlsOptions options)
      throws IOException {
    return new OldServer(
        new ServerSocket(port, 50, InetAddress.getLoopbackAddress()), context, options);
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  /**
   * The next connection, its handshake done; connections come in the order of their TCP connect.
   */
  public ScriptedPeer nextConnection(Duration timeout) throws IOException {
    try {
      ScriptedPeer peer =
          new ScriptedPeer(TlsRecordSocket.accept(listener, context, options.withTimeout(timeout)));
      connections.add(peer);
      return peer;
    } catch (SSLException e) {
      throw new AssertionError("expected a connection, its handshake failed: " + e.getMessage(), e);
    }
  }

  /** {@link #nextConnection(Duration)} within 10 s. */
  public ScriptedPeer nextConnection() throws IOException {
    return nextConnection(ScriptedPeer.PATIENCE);
  }

  /** The next connection must fail in its handshake, e.g. because our certificate was refused. */
  public SSLException expectFailedHandshake(Duration timeout) throws IOException {
    try {
      TlsRecordSocket.accept(listener, context, options.withTimeout(timeout)).close();
    } catch (SSLException e) {
      return e;
    }
    throw new AssertionError("expected a handshake to fail, it succeeded");
  }

  /** No connection within {@code quiet}. */
  public void expectNoConnection(Duration quiet) throws IOException {
    listener.setSoTimeout(Math.toIntExact(quiet.toMillis()));
    try {
      listener.accept().close();
    } catch (SocketTimeoutException e) {
      return;
    }
    throw new AssertionError("expected no connection for " + quiet.toMillis() + " ms, one came");
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (ScriptedPeer connection : connections) {
      connection.close();
    }
  }
}
