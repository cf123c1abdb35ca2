package org.ngrokd.client.siege;

import java.io.IOException;

/** More visitors than may wait, all at the tunnel of a client that opens no connection for them. */
final class MuteTunnel implements Attack {
  private static final int VISITORS = 5_400;
  private static final int ADDRESSES = 6;

  @Override
  public String name() {
    return "visitors that wait for a mute client";
  }

  @Override
  public void run(Field field) throws IOException, InterruptedException {
    HostileClient client = field.client(Accounts.FOE);
    client.tunnel("http", "hole");
    field
        .horde()
        .open(
            VISITORS,
            field.addresses(ADDRESSES),
            field.ports().http(),
            Horde.asking(Field.bytes("GET / HTTP/1.1\r\nHost: hole.localhost\r\n\r\n")));
    field.rest();
  }
}
