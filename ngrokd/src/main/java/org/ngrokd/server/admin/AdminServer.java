package org.ngrokd.server.admin;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.web.PageConnections;
import org.ngrokd.kit.web.RequestHandler;
import org.ngrokd.kit.web.Router;
import org.ngrokd.kit.web.WholeRequestHandler;
import org.ngrokd.server.web.OwnMemory;
import org.ngrokd.streams.memory.MemoryBudget;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;
import org.ngrokd.streams.net.FailureHandler;
import org.ngrokd.streams.net.HandlerNames;
import org.ngrokd.streams.net.Transport;

/**
 * Answers whoever looks after the server, on an event loop of its own, so that nothing that is
 * asked keeps the traffic waiting:
 *
 * <pre>
 *   http | one at a time | whole requests | role: RequestHandler | failures
 * </pre>
 *
 * <p>Safe from any thread but its event loop.
 */
public final class AdminServer implements AdminSocket.Answerer {
  /** Few people look after one server; each of their programs has one. */
  static final int MOST_CONNECTIONS = 32;

  /** The longest body, in bytes: nothing that is asked has a long one. */
  static final int LONGEST_BODY = 4 * 1024;

  private static final String TOO_LONG =
      "That is too long: a request may have " + LONGEST_BODY + " bytes.";

  private final EventLoopGroup loop;
  private final AdminApi api;
  private final Router router;
  private final MemoryBudget budget;
  private final PageConnections connections;

  /**
   * @param budget what waiting bytes are charged to
   */
  public AdminServer(Transport transport, MemoryBudget budget, Subjects subjects) {
    this.loop = transport.eventLoops("ngrokd-admin", 1);
    this.api = new AdminApi(subjects, loop.next());
    this.router = api.router();
    this.budget = budget;
    this.connections = new PageConnections(loop.next(), MOST_CONNECTIONS);
  }

  @Override
  public void take(Channel connection) {
    connection.pipeline().addLast(new Pipeline());
    loop.register(connection)
        .addListener(
            registered -> {
              if (!registered.isSuccess()) {
                connection.unsafe().closeForcibly();
              }
            });
  }

  @Override
  public CompletionStage<byte[]> answer(String kind, byte[] question) {
    CompletableFuture<byte[]> answered = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            var unused =
                api.answer(PeerQuestion.of(kind), question)
                    .thenApply(Json::camel)
                    .whenComplete(
                        (answer, failure) -> {
                          boolean ignored =
                              failure == null
                                  ? answered.complete(answer)
                                  : answered.completeExceptionally(failure);
                        });
          } catch (RuntimeException e) {
            boolean unused = answered.completeExceptionally(e);
          }
        });
    return answered;
  }

  /** Every addLast of a connection. */
  private final class Pipeline extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      connections.add(channel);
      OwnMemory memory = new OwnMemory("the administrator", budget, channel);
      channel
          .pipeline()
          .addLast("http", new HttpServerCodec())
          .addLast("one-at-a-time", new FlowControlHandler())
          .addLast("whole-requests", new WholeRequestHandler(LONGEST_BODY, memory, TOO_LONG))
          .addLast(HandlerNames.ROLE, new RequestHandler(router, memory, connections))
          .addLast(
              HandlerNames.FAILURES, new FailureHandler(ConnectionLog.next(ConnectionType.PRV)));
    }
  }

  @Override
  public void close() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }
}
