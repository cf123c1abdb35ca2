package org.ngrokd.client.siege;

import io.netty.buffer.ByteBuf;

/** Visitors that send 63 KB of a head and never its end. They need no tunnel and no token. */
record UnfinishedHeads(boolean fromProxy) implements Attack {
  private static final int VISITORS = 4_950;
  private static final int ADDRESSES = 5;
  private static final int LINES = 62;

  @Override
  public String name() {
    return fromProxy ? "unfinished heads through a trusted proxy" : "unfinished heads";
  }

  @Override
  public int patience() {
    return 2;
  }

  @Override
  public void run(Field field) throws InterruptedException {
    ByteBuf head =
        Field.bytes(
            "GET / HTTP/1.1\r\nHost: x\r\n" + ("X-A: " + "a".repeat(1_000) + "\r\n").repeat(LINES));
    field
        .horde()
        .open(
            VISITORS,
            fromProxy ? java.util.List.of(Fortress.PROXY) : field.addresses(ADDRESSES),
            field.ports().http(),
            Horde.saying(head));
    field.rest();
  }
}
