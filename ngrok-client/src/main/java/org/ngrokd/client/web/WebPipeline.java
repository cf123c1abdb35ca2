package org.ngrokd.client.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.timeout.IdleStateHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.ngrokd.protocol.net.ConnectionLog;
import org.ngrokd.protocol.net.ConnectionType;
import org.ngrokd.protocol.net.FailureHandler;
import org.ngrokd.protocol.net.HandlerNames;

/**
 * A connection of a browser or a program to the page:
 *
 * <pre>
 *   http | gate | whole requests | websocket at /_ws | live | role: RequestHandler | failures
 * </pre>
 */
final class WebPipeline extends ChannelInitializer<Channel> {
  /** An archive with what was captured, and more. */
  private static final int LONGEST_REQUEST = 128 * 1024 * 1024;

  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Gate gate;
  private final Router router;
  private final LiveFeed feed;

  WebPipeline(Gate gate, Router router, LiveFeed feed) {
    this.gate = gate;
    this.router = router;
    this.feed = feed;
  }

  @Override
  protected void initChannel(Channel channel) {
    WebSocketServerProtocolConfig live =
        WebSocketServerProtocolConfig.newBuilder().websocketPath("/_ws").build();
    channel
        .pipeline()
        .addLast("idle", new IdleStateHandler(0, 0, PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .addLast("http", new HttpServerCodec())
        .addLast("gate", new GateHandler(gate))
        .addLast("whole-requests", new HttpObjectAggregator(LONGEST_REQUEST))
        .addLast("websocket", new WebSocketServerProtocolHandler(live))
        .addLast("live", new LiveHandler(feed))
        .addLast(HandlerNames.ROLE, new RequestHandler(router))
        .addLast(HandlerNames.FAILURES, new FailureHandler(ConnectionLog.next(ConnectionType.PUB)));
  }
}
