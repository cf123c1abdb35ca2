package org.ngrokd.client.siege;

/** Upgrades that are silent afterwards. */
final class IdleWebSockets implements Attack {
  private static final int VISITORS = 950;

  @Override
  public String name() {
    return "silent WebSockets";
  }

  @Override
  public void run(Field field) throws InterruptedException {
    field
        .horde()
        .open(
            VISITORS,
            field.addresses(1),
            field.ports().http(),
            Horde.asking(
                Field.bytes(
                    "GET / HTTP/1.1\r\n"
                        + "Host: victim.localhost\r\n"
                        + "Connection: Upgrade\r\n"
                        + "Upgrade: websocket\r\n\r\n")));
    field.rest();
  }
}
