package org.ngrokd.client.siege;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;

/** Visitors that ask a mute service and leave in order, which looks like the end of a request. */
final class LeavingVisitors implements Attack {
  private static final int VISITORS = 500;

  @Override
  public String name() {
    return "visitors that leave a mute service";
  }

  @Override
  public void run(Field field) throws InterruptedException {
    ByteBuf request = Field.bytes("GET / HTTP/1.1\r\nHost: mute.localhost\r\n\r\n");
    Horde horde = field.horde();
    horde.open(
        VISITORS,
        field.addresses(1),
        field.ports().http(),
        new Horde.Behaviour() {
          @Override
          public void prepare(Channel channel) {
            channel.config().setOption(ChannelOption.SO_LINGER, -1); // an end, not a reset
          }

          @Override
          public void connected(Channel channel) {
            Horde.send(channel, request.duplicate());
          }
        });
    field.pause(300);
    horde.close();
  }
}
