package org.ngrokd.client.siege;

/** Visitors that ask for 4 MB and take none of it, or next to none. */
record StalledReaders(Target target, int visitors, boolean takesALittle) implements Attack {
  private static final int PAUSE_MILLIS = 40;

  @Override
  public String name() {
    return (takesALittle ? "slow readers of 4 MB" : "stalled readers of 4 MB")
        + (target == Target.CLIENT ? ", inspected" : "");
  }

  @Override
  public int patience() {
    return takesALittle ? 3 : 2;
  }

  @Override
  public void run(Field field) throws InterruptedException {
    Horde horde = field.horde();
    horde.open(
        visitors,
        field.addresses(1),
        field.ports().http(),
        Horde.saying(Field.bytes("GET /big HTTP/1.1\r\nHost: files.localhost\r\n\r\n")));
    while (field.hasTime()) {
      if (takesALittle) {
        horde.each(io.netty.channel.Channel::read);
      }
      field.pause(PAUSE_MILLIS);
    }
  }
}
