package org.ngrokd.client.siege;

import io.netty.buffer.ByteBuf;

/** Requests to a tunnel whose service takes nothing, with 62 KB behind each. */
record MuteService(Behind behind) implements Attack {
  private static final int VISITORS = 1_980;
  private static final int ADDRESSES = 2;
  private static final int BYTES = 62_000;

  /** What the 62 KB are. */
  enum Behind {
    /** Further requests, whose turn has not come. */
    REQUESTS,
    /** The body. */
    BODY
  }

  @Override
  public String name() {
    return behind == Behind.BODY ? "bodies to a mute service" : "requests behind a mute service";
  }

  @Override
  public void run(Field field) throws InterruptedException {
    String next = "GET / HTTP/1.1\r\nHost: mute.localhost\r\n\r\n";
    ByteBuf request =
        Field.bytes(
            behind == Behind.REQUESTS
                ? next.repeat(BYTES / next.length())
                : "POST / HTTP/1.1\r\nHost: mute.localhost\r\nContent-Length: 1000000\r\n\r\n"
                    + "b".repeat(BYTES));
    field
        .horde()
        .open(VISITORS, field.addresses(ADDRESSES), field.ports().http(), Horde.saying(request));
    field.rest();
  }
}
