package org.ngrokd.server.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import org.ngrokd.protocol.Message.StartProxy;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.relay.ChannelEnd;
import org.ngrokd.streams.relay.PatientEnd;
import org.ngrokd.streams.relay.ProxyStreams;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * A connection that a client opened for one public connection. It waits in the {@link ProxyPool}
 * until it is {@link #start}ed, and then it is one end of a relay.
 *
 * <p>{@code POOLED -> STARTED}, or closed. Its channel's event loop may differ from its pool's.
 */
final class ProxyConnection {
  /**
   * How long a 1.7 client that owes a reply may be silent after its visitor finished sending,
   * before it is told so: to it that means the end of both directions.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Channel channel;
  private final ConnectionLog log;

  ProxyConnection(Channel channel, ConnectionLog log) {
    this.channel = channel;
    this.log = log;
  }

  EventLoop eventLoop() {
    return channel.eventLoop();
  }

  boolean isOpen() {
    return channel.isActive();
  }

  ChannelFuture closed() {
    return channel.closeFuture();
  }

  /** Closes it unused. */
  void discard(String reason) {
    log.debug(reason);
    channel.close().addListener(closed -> {});
  }

  /**
   * Tells the client whose bytes follow.
   *
   * @return this connection as an end, on its event loop; fails when it was already dead
   */
  Future<RelayEnd> start(StartProxy start) {
    Promise<RelayEnd> started = channel.eventLoop().newPromise();
    channel.eventLoop().execute(() -> start(start, started));
    return started;
  }

  /** On the event loop: nothing the client answers is read before the stream is taken over. */
  private void start(StartProxy start, Promise<RelayEnd> started) {
    channel
        .writeAndFlush(start)
        .addListener(
            written -> {
              if (!written.isSuccess()) {
                started.setFailure(written.cause());
              } else if (!channel.isActive()) {
                started.setFailure(new ClosedChannelException());
              } else {
                started.setSuccess(takeOver(start.chunked()));
              }
            });
  }

  private RelayEnd takeOver(boolean chunked) {
    ChannelEnd end = ProxyStreams.takeOver(channel, chunked);
    return chunked ? end : PatientEnd.forReplies(end, channel.eventLoop(), PATIENCE);
  }
}
