package org.ngrokd.server.acme.dns;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** A name server by UDP that answers each query with given bytes behind the query's header. */
final class ScriptedNameServer implements AutoCloseable {
  private final DatagramSocket socket;
  private final AtomicInteger asked = new AtomicInteger();

  /**
   * @param answers of the how-manieth query, from 0: in hexadecimal what follows the number of the
   *     query, where "Q" is its question; "" for none
   */
  ScriptedNameServer(IntFunction<String> answers) throws IOException {
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(() -> answer(answers), "name-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void answer(IntFunction<String> answers) {
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(new byte[512], 512);
        socket.receive(packet);
        byte[] query = Arrays.copyOf(packet.getData(), packet.getLength());
        String answer = answers.apply(asked.getAndIncrement());
        if (!answer.isEmpty()) {
          HexFormat hex = HexFormat.of();
          String question = hex.formatHex(query, 12, query.length);
          byte[] bytes = hex.parseHex(hex.formatHex(query, 0, 2) + answer.replace("Q", question));
          socket.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
        }
      }
    } catch (IOException e) {
      // closed
    }
  }

  InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  int asked() {
    return asked.get();
  }

  @Override
  public void close() {
    socket.close();
  }
}
