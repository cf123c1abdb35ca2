package org.ngrokd.server.loops;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Event loops in turn, by a count of its own: connections that come one after the other to the same
 * listener get different ones, whatever other listeners accept in between.
 */
public final class EvenLoops extends LoopChoice {
  private final AtomicInteger dealt = new AtomicInteger();

  public EvenLoops(EventLoopGroup group) {
    super(group);
  }

  @Override
  public EventLoop next() {
    return loops().get(Math.floorMod(dealt.getAndIncrement(), loops().size()));
  }
}
