package org.ngrokd.client.siege;

/** Connections that come and go as fast as they can. */
record ConnectionFlood() implements Attack {
  private static final int ROUND = 300;
  private static final int MOST = 12_000;

  @Override
  public String name() {
    return "connections that come and go";
  }

  @Override
  public void run(Field field) throws InterruptedException {
    for (int opened = 0; opened < MOST && field.hasTime(); opened += ROUND) {
      Horde horde = field.horde();
      horde.open(
          ROUND,
          field.addresses(4),
          opened / ROUND % 2 == 0 ? field.ports().http() : field.ports().https(),
          Horde.saying(io.netty.buffer.Unpooled.EMPTY_BUFFER));
      field.pause(50);
      horde.close();
    }
  }
}
