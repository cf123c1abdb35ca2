package org.ngrokd.client.reuse;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.ngrokd.client.testing.PlayedEnd;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.relay.RelayEnd;

/** Connections of one service, visitors, and a clock that a test moves. */
class ReuseFixture {
  static final String GET = "GET /a HTTP/1.1\r\nHost: shop\r\n\r\n";
  static final String LAST = "GET /a HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n";
  static final String POST = "POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 2\r\n\r\nhi";
  static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final EmbeddedChannel channel = new EmbeddedChannel();
  final KeptConnections.All all = new KeptConnections.All();
  final KeptConnections connections = new KeptConnections(all);
  final Queue<Promise<RelayEnd>> asked = new ArrayDeque<>();

  /** What visitors were told instead of a reply: the target of their request, and why. */
  final List<String> down = new ArrayList<>();

  ReuseFixture() {
    channel.freezeTime();
  }

  /** Ones that have waited come to this when they are of no use. */
  private final class Opened implements Reopening {
    @Override
    public Future<RelayEnd> open() {
      Promise<RelayEnd> opened = channel.eventLoop().newPromise();
      asked.add(opened);
      return opened;
    }

    @Override
    public void down(Throwable cause, Optional<RequestHead> request, Consumer<ByteBuf> reply) {
      down.add(request.map(RequestHead::target).orElse("?") + " " + cause.getMessage());
      reply.accept(Unpooled.copiedBuffer("502", StandardCharsets.US_ASCII));
    }
  }

  /** A visitor for whom a connection was made. */
  PlayedVisitor first(PlayedEnd service) {
    return first(connections, service);
  }

  PlayedVisitor first(KeptConnections kept, PlayedEnd service) {
    return new PlayedVisitor(kept.first(service, channel.eventLoop()));
  }

  /** A visitor who gets one that waits; empty when there is none. */
  Optional<PlayedVisitor> next() {
    return connections.next(channel.eventLoop(), new Opened()).map(PlayedVisitor::new);
  }

  /** A connection that waits. */
  PlayedEnd waiting() {
    PlayedEnd service = new PlayedEnd();
    PlayedVisitor visitor = first(service).sends(GET);
    service.sends(OK);
    visitor.leaves();
    service.gets();
    return service;
  }

  /** The connection that was asked for is there. */
  PlayedEnd opens() {
    PlayedEnd opened = new PlayedEnd();
    asked.remove().setSuccess(opened);
    pass(0);
    return opened;
  }

  void doesNotOpen() {
    asked.remove().setFailure(new IOException("refused"));
    pass(0);
  }

  void pass(long millis) {
    channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    channel.runPendingTasks();
    channel.runScheduledPendingTasks();
  }
}
