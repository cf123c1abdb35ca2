package org.ngrokd.client.siege;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;

/** Visitors that take the first of 4 MB at once, as much as a client keeps, and the rest slowly. */
final class SlowReaders implements ClientAttack {
  private static final int VISITORS = 700;
  private static final int AT_ONCE = 1_000_000;
  private static final int PAUSE_MILLIS = 200;

  @Override
  public String name() {
    return "slow readers of 4 MB, inspected";
  }

  @Override
  public void run(Field field) throws InterruptedException {
    ByteBuf request = Field.bytes("GET /big HTTP/1.1\r\nHost: files.localhost\r\n\r\n");
    Horde horde = field.horde();
    for (int i = 0; i < VISITORS && field.hasTime(); i++) {
      horde.openAtOnce(1, field.addresses(1), field.ports().http(), slow(request));
      field.pause(1);
    }
    field.rest();
  }

  private static Horde.Behaviour slow(ByteBuf request) {
    return new Horde.Behaviour() {
      private long taken;

      @Override
      public void connected(Channel channel) {
        Horde.send(channel, request.retainedDuplicate());
      }

      @Override
      public void read(Channel channel, ByteBuf bytes) {
        taken += bytes.readableBytes();
        if (taken > AT_ONCE) {
          channel.config().setAutoRead(false);
          channel
              .eventLoop()
              .schedule(channel::read, PAUSE_MILLIS, TimeUnit.MILLISECONDS)
              .addListener(done -> {});
        }
      }
    };
  }
}
