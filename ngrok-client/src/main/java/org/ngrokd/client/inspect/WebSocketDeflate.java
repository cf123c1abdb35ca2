package org.ngrokd.client.inspect;

import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses the messages of one direction of a WebSocket. Protocol: RFC 7692 §7. Confined to the
 * event loop of the connection.
 */
final class WebSocketDeflate {
  /** What the sender leaves out at the end of each message. */
  private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

  /** More is not unpacked: a small message may hold very much. */
  private static final int LONGEST = 1024 * 1024;

  /** What is worth reading is not packed closer in the long run; unpacking holds up the traffic. */
  private static final int CLOSEST = 20;

  /** What an inflater takes: its window and its tables. */
  static final long INFLATER = 44 * 1024;

  private final boolean keepsContext;
  private final LongPredicate memory;
  private @Nullable Inflater inflater; // its memory is not the heap's
  private boolean isLost;
  private long wireBytes;
  private long plainBytes;

  private WebSocketDeflate(boolean isAgreed, boolean keepsContext, LongPredicate memory) {
    this.memory = memory;
    this.isLost = !isAgreed;
    this.keepsContext = keepsContext;
  }

  /**
   * As the two have agreed.
   *
   * @param extensions the Sec-WebSocket-Extensions of the reply
   * @param memory takes so many bytes, or says that there are none left; less than none are given
   *     back
   */
  static WebSocketDeflate of(String extensions, boolean fromVisitor, LongPredicate memory) {
    String agreed = extensions.toLowerCase(Locale.ROOT);
    String parameter = fromVisitor ? "client_no_context_takeover" : "server_no_context_takeover";
    return new WebSocketDeflate(
        agreed.contains("permessage-deflate"), !agreed.contains(parameter), memory);
  }

  /**
   * The message, at most {@link WebSocketReader#KEPT} bytes of it; empty when it cannot be known.
   *
   * @param isWhole whether all of the message is there: what comes later builds on it
   */
  Optional<byte[]> inflate(byte[] wire, boolean isWhole) {
    if (isLost) {
      return Optional.empty();
    }
    if (!isWhole) {
      lose();
      return Optional.empty();
    }
    if (inflater == null && !memory.test(INFLATER)) {
      isLost = true;
      return Optional.empty();
    }
    Inflater unpacking = inflater == null ? new Inflater(true) : inflater;
    inflater = unpacking;
    if (!keepsContext) {
      unpacking.reset();
    }
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    try {
      long size = add(unpacking, wire, plain, 0);
      size = add(unpacking, TAIL, plain, size);
      wireBytes += wire.length;
      plainBytes += size;
      if (plainBytes > LONGEST + CLOSEST * wireBytes) {
        end();
      }
      if (size > LONGEST) {
        lose();
      }
      return Optional.of(plain.toByteArray());
    } catch (DataFormatException e) {
      lose();
      return Optional.empty();
    }
  }

  /** What comes later cannot be known, if it builds on this. */
  private void lose() {
    if (keepsContext) {
      end();
    }
  }

  /** Unpacks until the end, or until it is too much; the size with what was before. */
  private static long add(Inflater inflater, byte[] wire, ByteArrayOutputStream plain, long before)
      throws DataFormatException {
    inflater.setInput(wire);
    byte[] piece = new byte[4096];
    long size = before;
    while (size <= LONGEST) {
      int length = inflater.inflate(piece);
      plain.write(piece, 0, Math.min(length, WebSocketReader.KEPT - plain.size()));
      size += length;
      if (inflater.finished()) {
        restart(inflater, wire);
      } else if (length == 0) {
        break;
      }
    }
    return size;
  }

  /** A sender may end its stream; what follows is a new one. Protocol: RFC 7692 §7.2.3.4. */
  private static void restart(Inflater inflater, byte[] wire) {
    int left = inflater.getRemaining();
    inflater.reset();
    inflater.setInput(wire, wire.length - left, left);
  }

  /** Gives the memory back; nothing is unpacked any more. */
  void end() {
    isLost = true;
    if (inflater != null) {
      inflater.end();
      inflater = null;
      boolean unused = memory.test(-INFLATER);
    }
  }
}
