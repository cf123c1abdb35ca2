package org.ngrokd.client.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How long a name is away when its client comes to another server, as the visitors of a third one
 * see it: from the moment at which the client begins to connect until one of them has its answer.
 */
final class TakeOver {
  private static final int MOVES = 50;
  private static final String NAME = "mover";
  private static final int VISITED = 2;
  private static final long PATIENCE_NANOS = 30_000_000_000L;

  private final ClusterNodes nodes;
  private final ClusterEngine engine;
  private final String token;

  TakeOver(ClusterNodes nodes, ClusterEngine engine) throws IOException, InterruptedException {
    this.nodes = nodes;
    this.engine = engine;
    this.token = nodes.token(engine);
  }

  void measure(Figures figures) throws IOException, InterruptedException {
    List<Double> millis = new ArrayList<>();
    WireClient before = arrive(0, "", "at 0");
    awaitAnswer("at 0");
    for (int move = 1; move <= MOVES; move++) {
      String text = "at " + move;
      long began = System.nanoTime();
      WireClient now = arrive(move % 2, before.id(), text);
      awaitAnswer(text);
      millis.add((System.nanoTime() - began) / 1e6);
      before.close();
      before = now;
    }
    before.close();
    figures.add(
        engine.name() + ": a client moves to another server, " + MOVES + " times",
        "median %s ms, worst %s ms"
            .formatted(
                Figures.number(Figures.percentile(millis, 0.5)),
                Figures.number(Figures.percentile(millis, 1))));
  }

  private WireClient arrive(int node, String id, String text) throws IOException {
    WireClient client = WireClient.connect(nodes.tunnel(node), token, id);
    client.open(NAME);
    client.serve(text);
    return client;
  }

  private void awaitAnswer(String text) throws IOException, InterruptedException {
    long until = System.nanoTime() + PATIENCE_NANOS;
    while (!ask(nodes.http(VISITED), NAME).endsWith(text)) {
      if (System.nanoTime() - until > 0) {
        throw new IOException("visitors do not get to the client " + text);
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  /** What a new visitor gets; "" when there is no answer. */
  static String ask(int port, String name) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(10));
      String request =
          "GET / HTTP/1.1\r\nHost: %s.localhost\r\nConnection: close\r\n\r\n".formatted(name);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
