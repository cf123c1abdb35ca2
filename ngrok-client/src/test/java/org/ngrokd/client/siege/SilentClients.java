package org.ngrokd.client.siege;

import io.netty.buffer.Unpooled;

/** Connections to the clients' port that say nothing. */
final class SilentClients implements Attack {
  private static final int CONNECTIONS = 1_500;

  @Override
  public String name() {
    return "silent connections to the clients' port";
  }

  @Override
  public void run(Field field) throws InterruptedException {
    field
        .horde()
        .open(
            CONNECTIONS,
            field.addresses(1),
            field.ports().tunnel(),
            Horde.saying(Unpooled.EMPTY_BUFFER));
    field.rest();
  }
}
