package org.ngrokd.client.siege;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A client as 1.7's misses twenty orders for a connection while visitors come and go, then obeys.
 * The visitors after that have to be served.
 */
final class LateProxies implements Attack {
  private static final int MISSED = 20;
  private static final int SERVED = 10;
  private static final int PATIENCE_MILLIS = 20_000;
  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\nHost: late.localhost\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);
  private static final byte[] REPLY =
      "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nlate"
          .getBytes(StandardCharsets.US_ASCII);

  @Override
  public String name() {
    return "orders for connections that were missed";
  }

  @Override
  public void run(Field field) throws IOException, InterruptedException {
    HostileClient client = field.client(Accounts.FOE);
    client.tunnel("http", "late");
    List<Socket> gone = new ArrayList<>();
    for (int i = 0; i < MISSED; i++) {
      gone.add(visit(field));
    }
    field.pause(500);
    gone.forEach(Sockets::reset);
    field.pause(200);
    Thread obedient = new Thread(() -> obey(field, client), "late");
    obedient.setDaemon(true);
    obedient.start();
    field.closing(obedient::interrupt);
    int failed = 0;
    for (int i = 0; i < SERVED && failed < 2; i++) {
      try (Socket visitor = visit(field)) {
        byte[] got = visitor.getInputStream().readNBytes(REPLY.length);
        failed += new String(got, StandardCharsets.US_ASCII).endsWith("late") ? 0 : 1;
      } catch (IOException e) {
        failed++;
      }
    }
    if (failed > 0) {
      field.wrong(failed + " visitors of the client that obeys again were not served");
    }
  }

  private static Socket visit(Field field) throws IOException {
    Socket socket = Sockets.plain(field.ports().http(), field.address(), PATIENCE_MILLIS);
    field.cost().connection();
    socket.getOutputStream().write(REQUEST);
    return socket;
  }

  /** From the next order on, one connection for each. What was asked for before is not made up. */
  private static void obey(Field field, HostileClient client) {
    try {
      skipMissed(client);
      while (true) {
        if (client.receive().contains("ReqProxy")) {
          Wire proxy = client.proxy();
          Thread thread = new Thread(() -> serve(proxy), "late-proxy");
          thread.setDaemon(true);
          thread.start();
        }
      }
    } catch (IOException e) {
      field.note("the late client: " + e);
    }
  }

  private static void skipMissed(HostileClient client) throws IOException {
    for (int i = 0; i < MISSED; i++) {
      client.receive();
    }
  }

  private static void serve(Wire proxy) {
    try (proxy) {
      proxy.receive();
      proxy.out().write(REPLY);
      proxy.in().readAllBytes();
    } catch (IOException e) {
      // its visitor has left
    }
  }
}
