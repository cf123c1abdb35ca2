package org.ngrokd.client.siege;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** A client that floods its multiplexed connection with frames that cost it little. */
record MuxFlood(Kind kind) implements Attack {
  private static final int BATCH = 200;
  private static final int MOST = 400_000;

  /** Which frames. */
  enum Kind {
    PINGS,
    SETTINGS,
    EMPTY_DATA,
    PRIORITIES,
    WINDOW_UPDATES,
    ENDLESS_HEADERS,
    RESETS
  }

  @Override
  public String name() {
    return "HTTP/2: " + kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }

  @Override
  public void run(Field field) throws IOException, InterruptedException {
    HostileClient client = field.client(Accounts.FOE, "mux", "half-close");
    HostileMux mux = client.mux(65_535);
    int port = HostileClient.port(client.tunnel("tcp", ""));
    int visitors = kind == Kind.RESETS ? 300 : 1;
    if (kind == Kind.RESETS) {
      mux.onStream(stream -> reset(mux, stream));
    }
    Horde horde = field.horde();
    horde.open(visitors, field.addresses(1), port, Horde.asking(Field.bytes("x")));
    int stream = kind == Kind.RESETS ? 0 : mux.nextStream(1_000);
    for (int sent = 0; sent < MOST && field.hasTime() && !mux.hasEnded(); sent += BATCH) {
      if (kind == Kind.RESETS) {
        field.pause(100);
        horde = field.horde();
        horde.open(visitors, field.addresses(1), port, Horde.asking(Field.bytes("x")));
      } else {
        mux.send(batch(stream, sent == 0));
      }
    }
  }

  private static void reset(HostileMux mux, int stream) {
    try {
      mux.send(HostileMux.reset(stream));
    } catch (IOException e) {
      // cut off
    }
  }

  private byte[] batch(int stream, boolean isFirst) {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    for (int i = 0; i < BATCH; i++) {
      frames.writeBytes(
          switch (kind) {
            case PINGS -> HostileMux.frame(6, 0, 0, new byte[8]);
            case SETTINGS -> HostileMux.setting(4, 65_535 + i % 2);
            case EMPTY_DATA -> HostileMux.data(stream);
            case PRIORITIES -> HostileMux.frame(2, 0, stream + 2, new byte[] {0, 0, 0, 0, 1});
            case WINDOW_UPDATES -> HostileMux.frame(8, 0, stream, new byte[] {0, 0, 0, 1});
            case ENDLESS_HEADERS -> headers(stream, isFirst && i == 0);
            case RESETS -> new byte[0];
          });
    }
    return frames.toByteArray();
  }

  /** A head of many small fields, and never its end. */
  private static byte[] headers(int stream, boolean isFirst) {
    byte[] field = {0, 1, 'a', 1, 'b'};
    return HostileMux.frame(isFirst ? 1 : 9, 0, stream, field);
  }
}
