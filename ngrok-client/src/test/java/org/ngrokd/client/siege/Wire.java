package org.ngrokd.client.siege;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;

/** Messages on a blocking TLS connection, as texts, so that they may be anything. */
final class Wire implements AutoCloseable {
  private static final int LENGTH_BYTES = 8;
  private static final int LONGEST = 1 << 20;

  private final SSLSocket socket;
  private final DataInputStream in;
  private final OutputStream out;

  /**
   * @param socket a connection to the tunnel port, or one that came to a hostile server's
   */
  Wire(SSLSocket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  /** A message's text. */
  static String message(String type, String payload) {
    return "{\"Type\":\"" + type + "\",\"Payload\":" + payload + "}";
  }

  /** A text field of a message; "" when there is none. */
  static String field(String message, String name) {
    Matcher found = Pattern.compile("\"" + name + "\":\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(message);
    return found.find() ? found.group(1).replace("\\/", "/") : "";
  }

  /** Sends one message. One caller at a time. */
  synchronized int send(String message) throws IOException {
    byte[] payload = message.getBytes(StandardCharsets.UTF_8);
    byte[] record =
        ByteBuffer.allocate(LENGTH_BYTES + payload.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(payload.length)
            .put(payload)
            .array();
    out.write(record);
    return record.length;
  }

  /**
   * Waits for the next message.
   *
   * @throws IOException also when the peer has closed, and when the socket's patience is over
   */
  String receive() throws IOException {
    long length = Long.reverseBytes(in.readLong());
    if (length <= 0 || length > LONGEST) {
      throw new IOException("a message of " + length + " bytes");
    }
    return new String(in.readNBytes((int) length), StandardCharsets.UTF_8);
  }

  /** What comes behind the messages. */
  InputStream in() {
    return in;
  }

  OutputStream out() {
    return out;
  }

  Socket socket() {
    return socket;
  }

  @Override
  public void close() {
    Sockets.reset(socket);
  }
}
