package org.ngrokd.server.admin;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.server.state.StateDirectory;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on a Unix socket in the state directory for whoever looks after the server. As long as
 * nobody comes it is a socket and nothing else: what answers, with its event loop and its classes,
 * is made for the first who does.
 *
 * <p>Safe from any thread; {@link #close} waits, so never on an event loop.
 */
public final class AdminSocket implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdminSocket.class);

  private final AdminFile file;
  private final Channel channel;
  private final Answering answering;

  private AdminSocket(AdminFile file, Channel channel, Answering answering) {
    this.file = file;
    this.channel = channel;
    this.answering = answering;
  }

  /** What one server may be asked by another. */
  public static List<String> questions() {
    return PeerQuestion.all();
  }

  /** Answers those who come. */
  public interface Answerer extends AutoCloseable {
    /** Takes a connection that no event loop has yet. */
    void take(Channel connection);

    /**
     * Answers another server of the cluster.
     *
     * @param kind one of {@link AdminSocket#questions}
     */
    CompletionStage<byte[]> answer(String kind, byte[] question);

    @Override
    void close();
  }

  /**
   * Listens. A server whose file system knows no such sockets runs without.
   *
   * @param loop waits for connections, which are rare
   * @param answerer makes what answers, for the first who comes
   */
  public static Optional<AdminSocket> listen(
      StateDirectory state, EventLoop loop, Transport transport, Supplier<Answerer> answerer) {
    try {
      return Optional.of(bind(state, loop, transport, answerer));
    } catch (IOException | UserException e) {
      LOG.warn(
          "'ngrokd status' and its like will not reach this server, there is no socket in {}: {}",
          state,
          Failures.oneLine(e));
      return Optional.empty();
    }
  }

  private static AdminSocket bind(
      StateDirectory state, EventLoop loop, Transport transport, Supplier<Answerer> answerer)
      throws IOException {
    AdminFile file = AdminFile.in(state);
    Answering answering = new Answering(answerer);
    ChannelFuture bound =
        new Bootstrap()
            .group(loop)
            .channel(transport.unixServerSocket())
            .handler(new Accepting(answering))
            .bind(transport.unixAddress(file.bound().toString()))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(Failures.oneLine(bound.cause()));
    }
    file.publish();
    return new AdminSocket(file, bound.channel(), answering);
  }

  /** What answers, from the first connection on. */
  private static final class Answering {
    private final Supplier<Answerer> maker;
    private @Nullable Answerer answerer;
    private boolean isOver;

    Answering(Supplier<Answerer> maker) {
      this.maker = maker;
    }

    synchronized void take(Channel connection) {
      if (isOver) {
        connection.unsafe().closeForcibly();
        return;
      }
      if (answerer == null) {
        answerer = maker.get();
      }
      answerer.take(connection);
    }

    synchronized void close() {
      isOver = true;
      if (answerer != null) {
        answerer.close();
      }
    }
  }

  /** Gives connections to whoever answers. */
  private static final class Accepting extends ChannelInboundHandlerAdapter {
    private final Answering answering;

    Accepting(Answering answering) {
      this.answering = answering;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      answering.take((Channel) message);
    }

    /** It goes on listening. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
      LOG.warn("A connection of 'ngrokd status' or its like failed: {}", Failures.oneLine(failure));
    }
  }

  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
    answering.close();
    try {
      file.remove();
    } catch (IOException e) {
      LOG.debug("The next server removes it", e);
    }
  }
}
