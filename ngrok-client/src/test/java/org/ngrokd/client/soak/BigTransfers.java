package org.ngrokd.client.soak;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Uploads of some megabytes. */
final class BigTransfers implements LoadUnit {
  private static final int LARGEST = 4_000_000;

  private final Ports ports;
  private final Fleet fleet;
  private final Tally tally;

  BigTransfers(Ports ports, Fleet fleet, Tally tally) {
    this.ports = ports;
    this.fleet = fleet;
    this.tally = tally;
  }

  @Override
  public String name() {
    return "uploads";
  }

  @Override
  public void run(Random random, List<String> involved) throws IOException, InterruptedException {
    Member member = fleet.pick(random);
    involved.add(member.name());
    long seed = random.nextInt(1_000_000);
    int length = random.nextInt(LARGEST);
    try (Socket socket = Ports.connect(ports.http())) {
      socket
          .getOutputStream()
          .write(
              Lines.bytes(
                  "POST /%d/%d HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n"
                      .formatted(seed, length, member.host(), length)));
      Payload.write(socket.getOutputStream(), seed, length);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      Map<String, String> head = Lines.head(in);
      if (!head.getOrDefault("", "no reply").equals("HTTP/1.1 200 OK")) {
        throw new IOException(head.toString());
      }
      tally.add("bytes", length);
    }
  }
}
