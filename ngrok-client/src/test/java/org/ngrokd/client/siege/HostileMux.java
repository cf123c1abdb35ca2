package org.ngrokd.client.siege;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

/** A connection for many streams whose frames are made by hand. */
final class HostileMux implements AutoCloseable {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int WINDOW_UPDATE = 8;
  private static final int LONGEST_FRAME = 1 << 20;
  private static final int FIRST_WINDOW = 65_535;
  private static final int FIRST_WINDOW_SETTING = 4;

  private final Wire wire;
  private final Cost cost;
  private final BlockingQueue<Integer> streams = new LinkedBlockingQueue<>();
  private final Map<Integer, AtomicLong> windows = new ConcurrentHashMap<>();
  private volatile long firstWindow = FIRST_WINDOW;
  private volatile IntConsumer onStream = streams::add;
  private volatile boolean ended;

  /**
   * @param wire whose messages are over
   * @param window of each stream towards us, in bytes
   */
  HostileMux(Wire wire, Cost cost, int window) throws IOException {
    this.wire = wire;
    this.cost = cost;
    wire.socket().setSoTimeout(0);
    send(setting(FIRST_WINDOW_SETTING, window)); // before anything else, else it is an error
    Thread reader = new Thread(this::read, "hostile-mux");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try {
      DataInputStream in = new DataInputStream(wire.in());
      byte[] preface =
          "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      in.readFully(preface);
      while (true) {
        frame(in);
      }
    } catch (IOException e) {
      ended = true;
    }
  }

  private void frame(DataInputStream in) throws IOException {
    int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int stream = in.readInt() & Integer.MAX_VALUE;
    if (length > LONGEST_FRAME) {
      throw new IOException("a frame of " + length + " bytes");
    }
    byte[] content = in.readNBytes(length);
    if (type == HEADERS) {
      windows.put(stream, new AtomicLong(firstWindow));
      onStream.accept(stream);
    } else if (type == WINDOW_UPDATE && stream != 0) {
      windows
          .computeIfAbsent(stream, id -> new AtomicLong(firstWindow))
          .addAndGet(number(content, 0));
    } else if (type == SETTINGS && (flags & 1) == 0) {
      settings(content);
    }
  }

  private void settings(byte[] content) throws IOException {
    for (int at = 0; at + 6 <= content.length; at += 6) {
      if (content[at] == 0 && content[at + 1] == 4) {
        firstWindow = number(content, at + 2);
      }
    }
    send(frame(SETTINGS, 1, 0));
  }

  private static long number(byte[] content, int at) {
    return java.nio.ByteBuffer.wrap(content).getInt(at) & 0xffffffffL;
  }

  /** A frame. */
  static byte[] frame(int type, int flags, int stream, byte... content) {
    return java.nio.ByteBuffer.allocate(9 + content.length)
        .put((byte) (content.length >> 16))
        .putShort((short) content.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(content)
        .array();
  }

  static byte[] data(int stream, byte... content) {
    return frame(DATA, 0, stream, content);
  }

  static byte[] reset(int stream) {
    return frame(3, 0, stream, new byte[] {0, 0, 0, 8});
  }

  /** One setting. */
  static byte[] setting(int name, int value) {
    return frame(
        SETTINGS,
        0,
        0,
        java.nio.ByteBuffer.allocate(6).putShort((short) name).putInt(value).array());
  }

  /** Sends bytes as one TLS record, or several if they are many. */
  synchronized void send(byte[] bytes) throws IOException {
    wire.out().write(bytes);
    cost.bytes(bytes.length);
  }

  /** Does this with each new stream instead of putting it aside, on the reader's thread. */
  void onStream(IntConsumer action) {
    onStream = action;
  }

  /** The next stream that a visitor opened; 0 when none comes in time. */
  int nextStream(int millis) throws InterruptedException {
    Integer next = streams.poll(millis, TimeUnit.MILLISECONDS);
    return next == null ? 0 : next;
  }

  /** Bytes that the peer takes on the stream, less what was {@link #spent}. */
  long window(int stream) {
    AtomicLong window = windows.get(stream);
    return window == null ? 0 : window.get();
  }

  void spent(int stream, int bytes) {
    AtomicLong window = windows.get(stream);
    if (window != null) {
      window.addAndGet(-bytes);
    }
  }

  boolean hasEnded() {
    return ended;
  }

  @Override
  public void close() {
    wire.close();
  }
}
