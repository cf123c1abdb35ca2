package org.ngrokd.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import org.ngrokd.client.service.Backlog;

/**
 * A tunnel whose visitors come to the program itself, without a port of this computer between:
 *
 * <pre>{@code
 * try (Listener listener = client.listen(Listener.tcp())) {
 *   System.out.println(listener.url());
 *   while (true) {
 *     Connection visitor = listener.accept();
 *     threads.execute(() -> serve(visitor));
 *   }
 * }
 * }</pre>
 *
 * <p>128 visitors may wait to be accepted; more are turned away. It comes back after each
 * reconnection, until it is closed. Safe from any thread.
 */
public final class Listener implements AutoCloseable {
  /** Where nothing has to listen: {@link NgrokClient#listen} puts the program there. */
  static final String NOWHERE = "1";

  private final Forwarder tunnel;
  private final Backlog backlog;

  Listener(Forwarder tunnel, Backlog backlog) {
    this.tunnel = tunnel;
    this.backlog = backlog;
  }

  /** An http tunnel to listen at; what else is asked for, the spec's methods add. */
  public static TunnelSpec http() {
    return TunnelSpec.http(NOWHERE);
  }

  /** An https tunnel, whose TLS ends at the server. */
  public static TunnelSpec https() {
    return TunnelSpec.https(NOWHERE);
  }

  /** A tls tunnel: the program gets the visitor's TLS. */
  public static TunnelSpec tls() {
    return TunnelSpec.tls(NOWHERE);
  }

  /** A tcp tunnel. */
  public static TunnelSpec tcp() {
    return TunnelSpec.tcp(NOWHERE);
  }

  /** As it was asked for, or one of its own. */
  public String name() {
    return tunnel.name();
  }

  /** The public URL; while not connected, the last one known. */
  public String url() {
    return tunnel.url();
  }

  /**
   * Waits for the next visitor.
   *
   * @throws InterruptedIOException when the thread is interrupted meanwhile
   * @throws IOException when the listener is closed, or its client is
   */
  public Connection accept() throws IOException {
    return new Connection(backlog.accept());
  }

  /** Closes the tunnel, once. Who waits is turned away; who was accepted is not cut off. */
  @Override
  public void close() {
    backlog.close();
    tunnel.close();
  }
}
