package org.ngrokd.client.siege;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Requests to a tunnel whose service takes nothing, with 62 KB behind each.
 *
 * @param isSudden whether all are connected first, and then send in the same moment
 */
record MuteService(Behind behind, boolean isSudden) implements Attack {
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
    return (behind == Behind.BODY ? "bodies to a mute service" : "requests behind a mute service")
        + (isSudden ? ", all at once" : "");
  }

  @Override
  public int patience() {
    return 2;
  }

  @Override
  public void run(Field field) throws InterruptedException {
    ByteBuf request = request();
    Horde horde = field.horde();
    horde.open(
        VISITORS,
        field.addresses(ADDRESSES),
        field.ports().http(),
        Horde.saying(isSudden ? Unpooled.EMPTY_BUFFER : request));
    if (isSudden) {
      field.pause(200);
      horde.each(channel -> Horde.send(channel, request.duplicate()));
    }
    field.rest();
  }

  private ByteBuf request() {
    String next = "GET / HTTP/1.1\r\nHost: mute.localhost\r\n\r\n";
    return Field.bytes(
        behind == Behind.REQUESTS
            ? next.repeat(BYTES / next.length())
            : "POST / HTTP/1.1\r\nHost: mute.localhost\r\nContent-Length: 1000000\r\n\r\n"
                + "b".repeat(BYTES));
  }
}
