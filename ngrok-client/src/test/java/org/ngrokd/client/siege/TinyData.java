package org.ngrokd.client.siege;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * DATA frames of one byte, each in a TLS record of its own, for visitors that take nothing any
 * more: what a byte holds is more than a byte.
 */
final class TinyData implements Attack {
  private static final int VISITORS = 20;
  private static final int PIECE = 8_000;

  /** So that each arrives by itself, in a buffer of its own. */
  private static final int APART_NANOS = 100_000;

  /** Half of a stream's first window: the server has room for the rest, and tells no more. */
  private static final int LEFT = 33_000;

  @Override
  public String name() {
    return "DATA frames of one byte";
  }

  @Override
  public int patience() {
    return 2;
  }

  @Override
  public void run(Field field) throws IOException, InterruptedException {
    HostileClient client = field.client(Accounts.FOE, "mux", "half-close");
    HostileMux mux = client.mux(65_535);
    int port = HostileClient.port(client.tunnel("tcp", ""));
    field
        .horde()
        .open(
            VISITORS,
            field.addresses(1),
            port,
            Horde.saying(io.netty.buffer.Unpooled.EMPTY_BUFFER));
    List<Integer> streams = new ArrayList<>();
    for (int i = 0; i < VISITORS; i++) {
      int stream = mux.nextStream(500);
      if (stream != 0) {
        streams.add(stream);
      }
    }
    fill(field, mux, streams);
    byte[] one = {1};
    while (field.hasTime() && !mux.hasEnded()) {
      int sent = 0;
      for (int stream : streams) {
        if (mux.window(stream) > 0) {
          mux.send(HostileMux.data(stream, one));
          mux.spent(stream, 1);
          sent++;
          LockSupport.parkNanos(APART_NANOS);
        }
      }
      if (sent == 0) {
        field.pause(50);
      }
    }
  }

  /** Until the visitors' sockets are full and the windows stay as they are. */
  private static void fill(Field field, HostileMux mux, List<Integer> streams)
      throws IOException, InterruptedException {
    byte[] piece = new byte[PIECE];
    int idle = 0;
    while (idle < 4 && field.hasTime()) {
      idle++;
      for (int stream : streams) {
        while (mux.window(stream) > LEFT + PIECE) {
          mux.send(HostileMux.data(stream, piece));
          mux.spent(stream, PIECE);
          idle = 0;
        }
      }
      field.pause(100);
    }
  }
}
