package org.ngrokd.client.soak;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Upgraded connections, on which everything comes back. */
final class WebSockets implements LoadUnit {
  private static final int ROUNDS = 20;
  private static final int LONGEST = 20_000;

  private final Ports ports;
  private final Fleet fleet;
  private final Tally tally;

  WebSockets(Ports ports, Fleet fleet, Tally tally) {
    this.ports = ports;
    this.fleet = fleet;
    this.tally = tally;
  }

  @Override
  public String name() {
    return "websockets";
  }

  @Override
  public void run(Random random, List<String> involved) throws IOException, InterruptedException {
    Member member = fleet.pick(random);
    involved.add(member.name());
    try (Socket socket = Ports.connect(ports.http())) {
      socket
          .getOutputStream()
          .write(
              Lines.bytes(
                  "GET /ws HTTP/1.1\r\nHost: "
                      + member.host()
                      + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"));
      InputStream in = new BufferedInputStream(socket.getInputStream());
      Map<String, String> head = Lines.head(in);
      if (!head.getOrDefault("", "no reply").startsWith("HTTP/1.1 101 ")) {
        throw new IOException(head.toString());
      }
      for (int round = 0; round < ROUNDS; round++) {
        int length = random.nextInt(LONGEST);
        Payload.write(socket.getOutputStream(), round, length);
        Payload.read(in, round, length);
        tally.add("bytes", 2L * length);
      }
      socket.shutdownOutput();
      if (in.read() >= 0) {
        throw new WrongBytesException("more than was sent");
      }
    }
  }
}
