package org.ngrokd.server.pipeline;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.AbstractEventExecutorGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The event loops of a group, dealt out in turn by a count of its own: connections that come one
 * after the other to the same listener get different ones, whatever other listeners accept in
 * between. The group itself is not ours to end.
 */
final class EvenLoops extends AbstractEventExecutorGroup implements EventLoopGroup {
  private final EventLoopGroup group;
  private final List<EventLoop> loops = new ArrayList<>();
  private final AtomicInteger dealt = new AtomicInteger();

  EvenLoops(EventLoopGroup group) {
    this.group = group;
    for (EventExecutor each : group) {
      loops.add((EventLoop) each);
    }
  }

  @Override
  public EventLoop next() {
    return loops.get(Math.floorMod(dealt.getAndIncrement(), loops.size()));
  }

  @Override
  public Iterator<EventExecutor> iterator() {
    return group.iterator();
  }

  @Override
  public ChannelFuture register(Channel channel) {
    return next().register(channel);
  }

  @Override
  public ChannelFuture register(ChannelPromise promise) {
    return next().register(promise);
  }

  @Override
  @Deprecated
  public ChannelFuture register(Channel channel, ChannelPromise promise) {
    return next().register(channel, promise);
  }

  @Override
  public boolean isShuttingDown() {
    return group.isShuttingDown();
  }

  @Override
  public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
    return group.terminationFuture();
  }

  @Override
  public Future<?> terminationFuture() {
    return group.terminationFuture();
  }

  @Override
  @Deprecated
  public void shutdown() {}

  @Override
  public boolean isShutdown() {
    return group.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return group.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return group.awaitTermination(timeout, unit);
  }
}
