package org.ngrokd.client.soak;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Strangers: port scans, junk, connections that say nothing, readers that hardly read. */
final class Nuisances implements LoadUnit {
  private static final int IDLE = 40;
  private static final byte[] HALF_HELLO = {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};

  private final Ports ports;
  private final Fleet fleet;

  Nuisances(Ports ports, Fleet fleet) {
    this.ports = ports;
    this.fleet = fleet;
  }

  @Override
  public String name() {
    return "nuisances";
  }

  @Override
  public void run(Random random, List<String> involved) throws IOException, InterruptedException {
    involved.add(Disturbances.ALL); // while the server restarts nobody is there to be annoyed
    switch (random.nextInt(5)) {
      case 0 -> scan();
      case 1 -> junk(random);
      case 2 -> idle();
      case 3 -> slowReader(random, involved);
      default -> halfRequest(random, involved);
    }
  }

  private void scan() throws IOException {
    for (int port : new int[] {ports.http(), ports.https(), ports.tunnel()}) {
      for (int i = 0; i < 10; i++) {
        Ports.connect(port).close();
      }
    }
  }

  private void junk(Random random) throws IOException {
    byte[] junk = new byte[200];
    random.nextBytes(junk);
    for (int port : new int[] {ports.http(), ports.https(), ports.tunnel()}) {
      for (byte[] bytes : new byte[][] {junk, HALF_HELLO, Lines.bytes("SSH-2.0-OpenSSH_9.2\r\n")}) {
        try (Socket socket = Ports.connect(port)) {
          socket.getOutputStream().write(bytes);
        }
      }
    }
  }

  private void idle() throws IOException, InterruptedException {
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < IDLE; i++) {
        sockets.add(Ports.connect(i % 2 == 0 ? ports.http() : ports.https()));
      }
      TimeUnit.SECONDS.sleep(3);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  /** Takes a little of much, slowly, and goes. What it got must be right. */
  private void slowReader(Random random, List<String> involved)
      throws IOException, InterruptedException {
    Member member = fleet.pick(random);
    involved.add(member.name());
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(16 * 1024);
      socket.connect(
          new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), ports.http()));
      socket
          .getOutputStream()
          .write(Lines.bytes("GET /9/50000000 HTTP/1.1\r\nHost: " + member.host() + "\r\n\r\n"));
      var in = new java.io.BufferedInputStream(socket.getInputStream(), 1024);
      if (!Lines.head(in).getOrDefault("", "").equals("HTTP/1.1 200 OK")) {
        throw new IOException("no reply");
      }
      for (int i = 0; i < 10; i++) {
        Payload.read(in, 9 + i * 1024L, 8192); // a seed larger by one is 8 bytes further on
        TimeUnit.MILLISECONDS.sleep(200);
      }
    }
  }

  private void halfRequest(Random random, List<String> involved)
      throws IOException, InterruptedException {
    Member member = fleet.pick(random);
    involved.add(member.name());
    try (Socket socket = Ports.connect(ports.http())) {
      socket
          .getOutputStream()
          .write(
              Lines.bytes(
                  "POST /1/100000 HTTP/1.1\r\nHost: "
                      + member.host()
                      + "\r\nContent-Length: 100000\r\n\r\n"));
      Payload.write(socket.getOutputStream(), 1, 1000);
      TimeUnit.MILLISECONDS.sleep(500);
    }
  }
}
