package org.ngrokd.client.inspect;

import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decompresses the messages of one direction of a WebSocket. Protocol: RFC 7692 §7. Confined to the
 * event loop of the connection.
 */
final class WebSocketDeflate {
  /** What the sender leaves out at the end of each message. */
  private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

  /** More is not unpacked: a small message may hold very much. */
  private static final int LONGEST = 1024 * 1024;

  private final boolean keepsContext;
  private Inflater inflater = new Inflater(true);
  private boolean isLost;

  private WebSocketDeflate(boolean keepsContext) {
    this.keepsContext = keepsContext;
  }

  /**
   * As the two have agreed.
   *
   * @param extensions the Sec-WebSocket-Extensions of the reply
   */
  static WebSocketDeflate of(String extensions, boolean fromVisitor) {
    String parameter = fromVisitor ? "client_no_context_takeover" : "server_no_context_takeover";
    return new WebSocketDeflate(!extensions.toLowerCase(Locale.ROOT).contains(parameter));
  }

  /**
   * The message, at most {@link WebSocketReader#KEPT} bytes of it; empty when it cannot be known.
   *
   * @param isWhole whether all of the message is there: what comes later builds on it
   */
  Optional<byte[]> inflate(byte[] wire, boolean isWhole) {
    if (!isWhole) {
      isLost = keepsContext;
      return Optional.empty();
    }
    if (isLost) {
      return Optional.empty();
    }
    if (!keepsContext) {
      inflater.end();
      inflater = new Inflater(true);
    }
    try {
      ByteArrayOutputStream plain = new ByteArrayOutputStream();
      add(wire, plain);
      add(TAIL, plain);
      return Optional.of(plain.toByteArray());
    } catch (DataFormatException e) {
      isLost = true;
      return Optional.empty();
    }
  }

  private void add(byte[] wire, ByteArrayOutputStream plain) throws DataFormatException {
    inflater.setInput(wire);
    byte[] piece = new byte[4096];
    long seen = 0;
    int length = inflater.inflate(piece);
    while (length > 0) {
      plain.write(piece, 0, Math.min(length, WebSocketReader.KEPT - plain.size()));
      seen += length;
      if (seen > LONGEST) {
        throw new DataFormatException("longer than is unpacked");
      }
      length = inflater.inflate(piece);
    }
  }

  /** Gives the memory back. */
  void end() {
    inflater.end();
  }
}
