package org.ngrokd.client.siege;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicInteger;

/** Requests for names that nobody has, thousands of them. */
final class ManyNames implements Attack {
  private static final int VISITORS = 150;
  private static final int MOST = 20_000;

  @Override
  public String name() {
    return "thousands of names";
  }

  @Override
  public void run(Field field) throws InterruptedException {
    AtomicInteger asked = new AtomicInteger();
    Horde.Behaviour asks =
        new Horde.Behaviour() {
          @Override
          public void connected(Channel channel) {
            int number = asked.incrementAndGet();
            if (number < MOST) {
              ByteBuf request =
                  Field.bytes("GET / HTTP/1.1\r\nHost: n%d.localhost\r\n\r\n".formatted(number));
              Horde.send(channel, request);
            }
          }

          @Override
          public void read(Channel channel, ByteBuf bytes) {
            connected(channel);
          }
        };
    while (field.hasTime() && asked.get() < MOST) {
      Horde horde = field.horde();
      horde.open(VISITORS, field.addresses(4), field.ports().http(), asks);
      field.pause(100);
      horde.close();
    }
  }
}
