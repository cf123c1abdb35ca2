package org.ngrokd.client.siege;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.io.IOException;

/** Visitors that write single bytes towards a client that takes none: its window is zero. */
final class TinyWrites implements Attack {
  private static final int VISITORS = 150;

  @Override
  public String name() {
    return "single bytes towards a window of zero";
  }

  @Override
  public int patience() {
    return 2;
  }

  @Override
  public void run(Field field) throws IOException, InterruptedException {
    HostileClient client = field.client(Accounts.FOE, "mux", "half-close");
    client.mux(0);
    int port = HostileClient.port(client.tunnel("tcp", ""));
    ByteBuf one = Field.bytes("x");
    Horde horde = field.horde();
    horde.open(VISITORS, field.addresses(1), port, Horde.asking(one));
    while (field.hasTime()) {
      horde.each(
          (Channel channel) -> {
            if (channel.isWritable()) {
              Horde.send(channel, one.duplicate());
            }
          });
      Thread.sleep(1);
    }
  }
}
