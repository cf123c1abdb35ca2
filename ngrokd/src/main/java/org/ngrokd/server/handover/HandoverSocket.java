package org.ngrokd.server.handover;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ngrokd.server.state.StateDirectory;
import org.ngrokd.streams.net.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a successor asks for this server's place: a Unix socket in the state directory, for its
 * owner only; whoever else gets there is turned away by the user id that the system gives it. One
 * successor at a time. Safe from any thread but event loops.
 */
public final class HandoverSocket implements AutoCloseable {
  /** Its name in the state directory. */
  public static final String FILE = "handover.sock";

  /** Who could do it in other ways, too. */
  private static final int ROOT = 0;

  /** What the system takes, with the 0 behind it. */
  private static final int LONGEST_PATH = 107;

  private static final Logger LOG = LoggerFactory.getLogger(HandoverSocket.class);

  private final Path file;
  private final Predecessor predecessor;
  private final AtomicBoolean isTaken = new AtomicBoolean();
  private final Replacement replacement;
  private final Channel listening;

  private HandoverSocket(Path file, EventLoopGroup loops, Predecessor predecessor)
      throws IOException {
    this.file = file;
    this.predecessor = predecessor;
    this.replacement = new Replacement(predecessor);
    Files.deleteIfExists(file); // of one that was killed; the directory is ours alone
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(EpollServerDomainSocketChannel.class)
            .childHandler(new Accepted())
            .bind(new DomainSocketAddress(file.toString()))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(bound.cause());
    }
    this.listening = bound.channel();
    StateDirectory.ownerOnly(file);
  }

  /**
   * Opens it, if that can be done: only Linux hands sockets over.
   *
   * @param predecessor who gives its place
   * @return empty where this server can only be replaced by stopping it
   */
  public static Optional<HandoverSocket> open(
      StateDirectory directory, EventLoopGroup loops, Predecessor predecessor) {
    Path file = directory.file(FILE);
    if (file.toString().length() > LONGEST_PATH) {
      LOG.info("{} is too long a name for a socket: a successor cannot take over", file);
      return Optional.empty();
    }
    try {
      return Optional.of(new HandoverSocket(file, loops, predecessor));
    } catch (IOException | RuntimeException e) {
      LOG.warn("A successor cannot take over: no socket {}: {}", file, Failures.oneLine(e));
      return Optional.empty();
    }
  }

  /** How a successor is started when one is asked for. */
  public void successorsBy(OwnCommand command) {
    replacement.by(command);
  }

  private final class Accepted extends ChannelInitializer<EpollDomainSocketChannel> {
    @Override
    protected void initChannel(EpollDomainSocketChannel channel) throws IOException {
      int peer = channel.peerCredentials().uid();
      if (peer != (Integer) Files.getAttribute(file, "unix:uid") && peer != ROOT) {
        LOG.warn("Somebody else (uid {}) wanted to take over", peer);
        channel.close().addListener(closed -> {});
        return;
      }
      Words.lines(channel.pipeline());
      channel.pipeline().addLast(new HandoverHandler(predecessor, isTaken, replacement));
    }
  }

  /** Whoever asks is told so by the system. Its file goes with it. */
  @Override
  public void close() {
    listening.close().awaitUninterruptibly();
  }
}
