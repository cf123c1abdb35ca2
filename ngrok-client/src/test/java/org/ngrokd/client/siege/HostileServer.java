package org.ngrokd.client.siege;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.ngrokd.certs.PemFiles;

/**
 * A server that a client believes, and that means no good. It greets, gives each tunnel, and then
 * does what it is made for.
 */
final class HostileServer implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 50;
  private static final int BACKLOG = 4_096;

  private final SSLServerSocket listener;
  private final Field field;
  private final CountDownLatch greeted = new CountDownLatch(1);
  private final Semaphore proxies = new Semaphore(0);
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(null, task, "hostile-server", 128 * 1024);
            thread.setDaemon(true);
            return thread;
          });
  private volatile String greeting;
  private volatile Consumer<Wire> onTunnel = control -> {};
  private volatile Consumer<Wire> onProxy = proxy -> {};

  /**
   * Listens on a port of its own.
   *
   * @param extensions that it takes up, as in JSON
   */
  HostileServer(Field field, String extensions) throws IOException, GeneralSecurityException {
    this.field = field;
    this.greeting =
        Wire.message(
            "AuthResp",
            "{\"Version\":\"2\",\"MmVersion\":\"1.7\",\"ClientId\":\"00112233445566778899aabbccddeeff\","
                + "\"Error\":\"\",\"Extensions\":["
                + extensions
                + "]}");
    this.listener =
        (SSLServerSocket)
            tls(field.fortress().directory().resolve("state/certs"))
                .getServerSocketFactory()
                .createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  private static SSLContext tls(Path certs) throws IOException, GeneralSecurityException {
    List<X509Certificate> chain = PemFiles.readCertificates(certs.resolve("server.crt"));
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    char[] none = new char[0];
    store.setKeyEntry(
        "server",
        PemFiles.readPrivateKey(certs.resolve("server.key")),
        none,
        chain.toArray(new X509Certificate[0]));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, none);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  /** Says this instead of a friendly greeting. */
  HostileServer greeting(String message) {
    greeting = message;
    return this;
  }

  /** Does this on the control connection once the client has its tunnel. */
  HostileServer onTunnel(Consumer<Wire> action) {
    onTunnel = action;
    return this;
  }

  /** Does this on each proxy connection, on a thread of its own. */
  HostileServer onProxy(Consumer<Wire> action) {
    onProxy = action;
    return this;
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Waits until the client says who it is; the attack's time begins then. */
  void awaitClient() throws InterruptedException {
    if (!greeted.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the client does not come");
    }
    field.begin();
  }

  /** How many connections the client has opened when it was told to. */
  int proxies() {
    return proxies.availablePermits();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        field.cost().connection();
        threads.execute(() -> serve((SSLSocket) socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(SSLSocket socket) {
    try {
      socket.setTcpNoDelay(true);
      Wire wire = field.closing(new Wire(socket));
      String first = wire.receive();
      if (first.contains("\"RegProxy\"")) {
        proxies.release();
        onProxy.accept(wire);
      } else {
        control(wire);
      }
    } catch (IOException e) {
      // the client has left, or was told to
    }
  }

  private void control(Wire wire) throws IOException {
    greeted.countDown();
    field.cost().bytes(wire.send(greeting));
    while (true) {
      String message = wire.receive();
      if (message.contains("\"ReqTunnel\"")) {
        wire.send(
            Wire.message(
                "NewTunnel",
                "{\"ReqId\":\""
                    + Wire.field(message, "ReqId")
                    + "\",\"Url\":\"http://victim.localhost\",\"Protocol\":\"http\",\"Error\":\"\"}"));
        onTunnel.accept(wire);
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }
}
