package org.ngrokd.client.siege;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/** Visitors that send a byte now and then of what they began. */
record SlowSenders(Kind kind) implements Attack {
  private static final int VISITORS = 900;
  private static final int PAUSE_MILLIS = 200;
  private static final byte[] HELLO_BEGINNING = {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};

  /** Of what. */
  enum Kind {
    HEADS,
    BODIES,
    HELLOS
  }

  @Override
  public String name() {
    return "slow " + (kind == Kind.HELLOS ? "TLS hellos" : kind == Kind.HEADS ? "heads" : "bodies");
  }

  @Override
  public void run(Field field) throws InterruptedException {
    ByteBuf begin =
        switch (kind) {
          case HEADS -> Field.bytes("GET / HTTP/1.1\r\nHost: victim.localhost\r\nX-A: ");
          case BODIES ->
              Field.bytes(
                  "POST / HTTP/1.1\r\nHost: victim.localhost\r\nContent-Length: 100000\r\n\r\n");
          case HELLOS ->
              Field.bytes(
                  new String(HELLO_BEGINNING, java.nio.charset.StandardCharsets.ISO_8859_1));
        };
    Horde horde = field.horde();
    horde.open(
        VISITORS,
        field.addresses(1),
        kind == Kind.HELLOS ? field.ports().https() : field.ports().http(),
        Horde.asking(begin));
    ByteBuf one = Field.bytes("a");
    while (field.hasTime()) {
      field.pause(PAUSE_MILLIS);
      horde.each((Channel channel) -> Horde.send(channel, one.duplicate()));
    }
  }
}
