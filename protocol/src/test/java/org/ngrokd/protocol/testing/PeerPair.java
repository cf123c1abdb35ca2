package org.ngrokd.protocol.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLContext;

/** A client and a server of the fixture, joined over loopback, for the fixture's own tests. */
record PeerPair(TlsRecordSocket client, TlsRecordSocket server) implements AutoCloseable {

  /** Short, so that a test can watch an expectation give up. */
  static final Duration SHORT = Duration.ofMillis(100);

  static PeerPair connect(TlsOptions options) throws Exception {
    return connect(options, TestCertificates.localhost().trustingContext());
  }

  static PeerPair connect(TlsOptions options, SSLContext clientContext) throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address = (InetSocketAddress) listener.getLocalSocketAddress();
      FutureTask<TlsRecordSocket> connecting =
          inBackground(() -> TlsRecordSocket.connect(address, clientContext, options));
      TlsRecordSocket server =
          TlsRecordSocket.accept(listener, TestCertificates.localhost().serverContext());
      return new PeerPair(connecting.get(), server);
    }
  }

  static <T> FutureTask<T> inBackground(Callable<T> call) {
    FutureTask<T> task = new FutureTask<>(call);
    Thread thread = new Thread(task, "other side");
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  ScriptedPeer clientPeer() {
    return new ScriptedPeer(client);
  }

  ScriptedPeer serverPeer() {
    return new ScriptedPeer(server);
  }

  @Override
  public void close() throws IOException {
    client.close();
    server.close();
  }
}
