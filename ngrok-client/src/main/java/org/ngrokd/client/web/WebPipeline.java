package org.ngrokd.client.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.stream.ChunkedWriteHandler;
import java.util.Optional;
import org.ngrokd.kit.web.Gate;
import org.ngrokd.kit.web.GateHandler;
import org.ngrokd.kit.web.PageConnections;
import org.ngrokd.kit.web.RequestHandler;
import org.ngrokd.kit.web.Router;
import org.ngrokd.kit.web.WholeRequestHandler;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;
import org.ngrokd.streams.net.FailureHandler;
import org.ngrokd.streams.net.HandlerNames;

/**
 * A connection of a browser or a program to the page:
 *
 * <pre>
 *   http | one at a time | gate | (owner) | whole requests | pieces | websocket at /_ws | live |
 *       role: RequestHandler | failures
 * </pre>
 */
final class WebPipeline extends ChannelInitializer<Channel> {
  /** What a page says: it has nothing to say. In bytes. */
  private static final int LONGEST_FRAME = 1024;

  /**
   * The longest body, in bytes: an archive with what was captured, and more. It is in memory as
   * bytes, as text, as values and as what is kept of them.
   */
  static final int LONGEST_BODY =
      (int) Math.min(128 * 1024 * 1024, Runtime.getRuntime().maxMemory() / 16);

  private final Gate gate;
  private final Optional<Owner> owner;
  private final Router router;
  private final LiveFeed feed;
  private final Shared shared;

  /**
   * What all connections have in common.
   *
   * @param memory for answers
   */
  record Shared(PageConnections connections, Workspace memory) {}

  /**
   * @param owner who alone may give orders; empty where the gate asks everybody for a password
   */
  WebPipeline(Gate gate, Optional<Owner> owner, Router router, LiveFeed feed, Shared shared) {
    this.gate = gate;
    this.owner = owner;
    this.router = router;
    this.feed = feed;
    this.shared = shared;
  }

  static String tooLong(int longest) {
    return "That is too long: a request may have "
        + longest
        + " bytes, and no more than inspect_memory.";
  }

  @Override
  protected void initChannel(Channel channel) {
    WebSocketServerProtocolConfig live =
        WebSocketServerProtocolConfig.newBuilder()
            .websocketPath("/_ws")
            .maxFramePayloadLength(LONGEST_FRAME)
            .dropPongFrames(false) // they tell that the page lives
            .build();
    shared.connections().add(channel);
    channel
        .pipeline()
        .addLast("http", new HttpServerCodec())
        .addLast("one-at-a-time", new FlowControlHandler())
        .addLast("gate", new GateHandler(gate));
    owner.ifPresent(only -> channel.pipeline().addLast("owner", new OwnerHandler(only)));
    channel
        .pipeline()
        .addLast(
            "whole-requests",
            new WholeRequestHandler(LONGEST_BODY, shared.memory(), tooLong(LONGEST_BODY)))
        .addLast("pieces", new ChunkedWriteHandler())
        .addLast("websocket", new WebSocketServerProtocolHandler(live))
        .addLast("live", new LiveHandler(feed, shared.connections()))
        .addLast(
            HandlerNames.ROLE, new RequestHandler(router, shared.memory(), shared.connections()))
        .addLast(HandlerNames.FAILURES, new FailureHandler(ConnectionLog.next(ConnectionType.PUB)));
  }
}
