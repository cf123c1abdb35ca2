package org.ngrokd.client.siege;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;

/**
 * Requests with long paths for a server that writes an access log into a pipe that nobody reads,
 * and sends all traces to a collector that takes the connection and nothing else.
 */
final class UnreadEvents implements Attack {
  private static final int ROUNDS = 40;
  private static final int ROUND = 100;
  private static final int ON_ONE = 20;
  private static final int PATH = 4_000;

  @Override
  public String name() {
    return "requests while nobody reads the access log and the traces";
  }

  @Override
  public int patience() {
    return 2;
  }

  @Override
  public void run(Field field) throws IOException, InterruptedException {
    ServerSocket collector = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    field.closing(() -> close(collector));
    SmallServer server =
        SmallServer.start(
            field,
            List.of(
                "-accessLog",
                "stdout",
                "-traces",
                "http://127.0.0.1:" + collector.getLocalPort(),
                "-traceSample",
                "1"));
    String request = "GET /" + "a".repeat(PATH) + " HTTP/1.1\r\nHost: nobody.localhost\r\n\r\n";
    field.begin();
    for (int i = 0; i < ROUNDS && field.hasTime(); i++) {
      Horde horde = field.horde();
      horde.openAtOnce(
          ROUND,
          field.addresses(200),
          server.http(),
          Horde.asking(Field.bytes(request.repeat(ON_ONE))));
      field.pause(50);
      horde.close();
    }
    server.judge(field);
  }

  private static void close(ServerSocket collector) {
    try {
      collector.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
