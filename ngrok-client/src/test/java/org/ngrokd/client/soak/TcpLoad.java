package org.ngrokd.client.soak;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Random;

/** Connections through tcp tunnels. */
final class TcpLoad implements LoadUnit {
  private static final int LONGEST = 300_000;

  private final Fleet fleet;
  private final Tally tally;

  TcpLoad(Fleet fleet, Tally tally) {
    this.fleet = fleet;
    this.tally = tally;
  }

  @Override
  public String name() {
    return "tcp connections";
  }

  @Override
  public void run(Random random, List<String> involved) throws IOException, InterruptedException {
    Member member = fleet.pick(random);
    involved.add(member.name());
    int port = member.life().tcpPort();
    if (port == 0) {
      return; // it has none, or not at the moment
    }
    long seed = random.nextInt(1_000_000);
    int length = random.nextInt(LONGEST);
    try (Socket socket = Ports.connect(port)) {
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.write('T');
      out.writeLong(seed);
      out.writeLong(length);
      Payload.write(out, seed, length);
      socket.shutdownOutput();
      Payload.read(socket.getInputStream(), seed + 1, length);
      if (socket.getInputStream().read() >= 0) {
        throw new WrongBytesException("more than was sent");
      }
      tally.add("bytes", 2L * length);
    }
  }
}
