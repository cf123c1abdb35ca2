package org.ngrokd.server.acme.dns;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import org.ngrokd.streams.net.PeerAddress;

/** Asks name servers, by UDP, and by TCP what does not fit. Blocks. Safe from any thread. */
final class Lookup {
  private static final int TRIES = 2;

  /** Without EDNS an answer by UDP is no longer. */
  private static final int DATAGRAM = 512;

  private static final int RECURSION = 0x0100;

  private final SecureRandom random = new SecureRandom();
  private final Duration patience;

  /**
   * @param patience for each try
   */
  Lookup(Duration patience) {
    this.patience = patience;
  }

  /**
   * Asks one server.
   *
   * @param recursive whether it is to ask others
   * @throws IOException when it does not answer
   */
  Reply ask(InetSocketAddress server, String name, int type, boolean recursive) throws IOException {
    int id = random.nextInt(0x10000);
    byte[] query =
        new MessageWriter()
            .u16(id)
            .u16(recursive ? RECURSION : 0)
            .u16(1)
            .u16(0)
            .u16(0)
            .u16(0)
            .name(name)
            .u16(type)
            .u16(Types.IN)
            .bytes();
    Reply reply = byDatagram(server, query);
    return reply.isTruncated() ? MessageReader.read(byStream(server, query, patience)) : reply;
  }

  private Reply byDatagram(InetSocketAddress server, byte[] query) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(server);
      for (int i = 0; i < TRIES; i++) {
        socket.send(new DatagramPacket(query, query.length));
        try {
          return answer(socket, query);
        } catch (SocketTimeoutException e) {
          // once more
        }
      }
    }
    throw new IOException("name server " + text(server) + " does not answer");
  }

  /** Others may send something, too, in the hope to be believed. */
  private Reply answer(DatagramSocket socket, byte[] query) throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    byte[] buffer = new byte[DATAGRAM];
    while (true) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new SocketTimeoutException();
      }
      socket.setSoTimeout((int) left);
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      socket.receive(packet);
      byte[] message = Arrays.copyOf(buffer, packet.getLength());
      if (answers(message, query)) {
        return MessageReader.read(message);
      }
    }
  }

  /** The same number and the same question. */
  private static boolean answers(byte[] message, byte[] query) {
    return message.length >= query.length
        && Arrays.equals(message, 0, 2, query, 0, 2)
        && (message[2] & 0x80) != 0
        && new String(message, 12, query.length - 12, StandardCharsets.ISO_8859_1)
            .equalsIgnoreCase(
                new String(query, 12, query.length - 12, StandardCharsets.ISO_8859_1));
  }

  /**
   * Sends a message by TCP.
   *
   * @return the answer, to the same number
   */
  static byte[] byStream(InetSocketAddress server, byte[] message, Duration patience)
      throws IOException {
    int millis = (int) patience.toMillis();
    try (Socket socket = new Socket()) {
      socket.connect(server, millis);
      socket.setSoTimeout(millis);
      byte[] framed =
          new MessageWriter().u16(message.length).bytes(message).bytes(); // in one packet
      socket.getOutputStream().write(framed);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] answer = in.readNBytes(in.readUnsignedShort());
      if (answer.length < 12 || !Arrays.equals(answer, 0, 2, message, 0, 2)) {
        throw new IOException("name server " + text(server) + " answers something else");
      }
      return answer;
    } catch (SocketTimeoutException e) {
      throw new IOException("name server " + text(server) + " does not answer", e);
    }
  }

  static String text(InetSocketAddress server) {
    return PeerAddress.text(server);
  }
}
