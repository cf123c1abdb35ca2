package org.ngrokd.client.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.ngrokd.client.agent.Agent;
import org.ngrokd.client.config.InspectOptions;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.inspect.ExchangeStore;
import org.ngrokd.client.inspect.Inspector;
import org.ngrokd.client.inspect.Replayer;
import org.ngrokd.client.inspect.SeenReply;
import org.ngrokd.client.inspect.SeenRequest;
import org.ngrokd.client.session.Route;
import org.ngrokd.client.session.StatusBoard;
import org.ngrokd.client.traffic.Traffic;
import org.ngrokd.kit.web.PageConnections;
import org.ngrokd.kit.web.Pieces;
import org.ngrokd.kit.web.RequestHandler;
import org.ngrokd.kit.web.Router;
import org.ngrokd.streams.net.HostAndPort;

/** The page and the API without sockets, over what a test has kept. */
final class Served {
  /** Opens none. */
  static final Agent.Tunnels NO_TUNNELS =
      new Agent.Tunnels() {
        @Override
        public Future<List<Route>> open(TunnelConfig tunnel) {
          return ImmediateEventExecutor.INSTANCE.newSucceededFuture(List.of());
        }

        @Override
        public Future<?> close(Route route) {
          return ImmediateEventExecutor.INSTANCE.newSucceededFuture(null);
        }
      };

  final ExchangeStore store;
  final Replayer replayer;
  final Agent agent;
  final Router router = new Router(AgentError::failure);

  Served(InspectOptions.Capture options) {
    store = new ExchangeStore(options);
    replayer =
        new Replayer(
            new Inspector(options, store),
            () -> {
              throw new IllegalStateException("nothing is sent");
            },
            () -> {
              throw new IllegalStateException("nothing is sent");
            });
    agent =
        new Agent(
            new Agent.Watched(
                new HostAndPort("a.example", 443),
                new StatusBoard(Clock.systemUTC()),
                new Traffic(),
                store),
            replayer,
            NO_TUNNELS);
    InspectorPage.addTo(router);
    new PageApi(agent).addTo(router);
    new AgentApi(agent, Runnable::run).addTo(router);
  }

  /** Keeps one; gives its id. */
  String kept(SeenRequest request, SeenReply reply) {
    boolean unused =
        replayer.imported(Seen.ORIGIN, request, Optional.of(reply), Instant.EPOCH, Duration.ZERO);
    return store.newestFirst().get(0).id();
  }

  /** A connection to it. */
  EmbeddedChannel connection() {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel
        .pipeline()
        .addLast(
            new ChunkedWriteHandler(),
            new RequestHandler(
                router, new Workspace(store.memory()), new PageConnections(channel.eventLoop())));
    return channel;
  }

  FullHttpResponse get(String target) {
    return asked(HttpMethod.GET, target, "", "");
  }

  /** What a request is answered; the whole of it. */
  FullHttpResponse asked(HttpMethod method, String target, String type, String body) {
    EmbeddedChannel channel = connection();
    DefaultFullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            method,
            target,
            Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
    request.headers().set("Content-Type", type);
    channel.writeInbound(request);
    channel.runPendingTasks();
    FullHttpResponse answer = whole(channel);
    channel.finishAndReleaseAll();
    return answer;
  }

  private static FullHttpResponse whole(EmbeddedChannel channel) {
    Object first = channel.readOutbound();
    if (first instanceof FullHttpResponse all) {
      return all;
    }
    HttpResponse head = (HttpResponse) first;
    ByteBuf content = Unpooled.buffer();
    for (Object part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      content.writeBytes(((HttpContent) part).content());
      ReferenceCountUtil.release(part);
    }
    DefaultFullHttpResponse joined =
        new DefaultFullHttpResponse(head.protocolVersion(), head.status(), content);
    joined.headers().set(head.headers());
    return joined;
  }

  static String text(FullHttpResponse answer) {
    String text = answer.content().toString(StandardCharsets.UTF_8);
    answer.release();
    return text;
  }

  /** The whole body. */
  static byte[] all(Pieces pieces) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (pieces.hasNext()) {
      all.writeBytes(pieces.next());
    }
    pieces.close();
    return all.toByteArray();
  }
}
