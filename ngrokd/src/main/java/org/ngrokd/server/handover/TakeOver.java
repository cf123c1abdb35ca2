package org.ngrokd.server.handover;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.DomainSocketReadMode;
import io.netty.channel.unix.FileDescriptor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.server.listen.HandedSockets;
import org.ngrokd.server.state.StateDirectory;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.GuardedEventLoops;
import org.ngrokd.streams.net.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The successor's side of a handover: asks the server that runs on the same state directory for its
 * sockets, then for one step after the other. When this process ends before the last one, however
 * it ends, that server goes on. Used by the thread that starts the server.
 */
public final class TakeOver implements Inheritance {
  /** Longer than any step may take. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /**
   * How long clients of a kind that cannot move have to come for their tcp ports: visitors wait in
   * the sockets' queues meanwhile.
   */
  private static final Duration COMEBACK = Duration.ofSeconds(20);

  private static final int QUIET_MILLIS = 0;

  private static final Logger LOG = LoggerFactory.getLogger(TakeOver.class);

  private final GuardedEventLoops loops;
  private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
  private final EpollDomainSocketChannel channel;
  private final HandedSockets sockets;
  private boolean isDone;

  private TakeOver(Path socket) {
    this.loops = Transport.EPOLL.eventLoops("ngrokd-takeover", 1);
    ChannelFuture connected =
        new Bootstrap()
            .group(loops)
            .channel(EpollDomainSocketChannel.class)
            .handler(new Conversation())
            .connect(new DomainSocketAddress(socket.toString()))
            .awaitUninterruptibly();
    this.channel = (EpollDomainSocketChannel) connected.channel();
    if (!connected.isSuccess()) {
      end();
      throw new UserException(
          "No ngrokd that runs here can be taken over (%s: %s); start this one without -takeOver"
              .formatted(socket, Failures.oneLine(connected.cause())));
    }
    try {
      this.sockets = new HandedSockets(askForSockets());
    } catch (RuntimeException e) {
      end();
      throw e;
    }
  }

  /**
   * Finds the server that runs on a state directory.
   *
   * @throws UserException when there is none
   */
  public static TakeOver of(StateDirectory directory) {
    if (Transport.best() != Transport.EPOLL) {
      throw new UserException(
          "-takeOver works on Linux only: stop the ngrokd that runs, then start this one");
    }
    return new TakeOver(directory.file(HandoverSocket.FILE));
  }

  private List<HandedSockets.Handed> askForSockets() {
    String list = ask(Words.HELLO);
    channel.config().setReadMode(DomainSocketReadMode.FILE_DESCRIPTORS);
    say(Words.DESCRIPTORS);
    List<Integer> descriptors = new ArrayList<>();
    int count = SocketList.count(list);
    while (descriptors.size() < count) {
      Object next = hear();
      if (!(next instanceof FileDescriptor descriptor)) {
        throw refused(String.valueOf(next));
      }
      descriptors.add(descriptor.intValue());
    }
    channel.config().setReadMode(DomainSocketReadMode.BYTES);
    return SocketList.handed(list, descriptors);
  }

  @Override
  public HandedSockets sockets() {
    return sockets;
  }

  @Override
  public void state() {
    ask(Words.STATE);
  }

  @Override
  public List<String> clients() {
    String names = ask(Words.CLIENTS);
    return names.isEmpty() ? List.of() : List.of(names.split(" ", -1));
  }

  @Override
  public void moved() {
    LOG.info("Clients of the server before: {}", ask(Words.MOVED));
  }

  @Override
  public void visitors() {
    ask(Words.VISITORS);
    isDone = true;
    LOG.info("Has taken over");
  }

  /** Asks for a step, and waits until it is done. */
  private String ask(String step) {
    say(step);
    String answer = String.valueOf(hear());
    if (answer.startsWith(Words.FAILED)) {
      throw refused(answer);
    }
    return answer.substring(Math.min(answer.length(), Words.DONE.length())).trim();
  }

  private static UserException refused(String answer) {
    return new UserException(
        "The ngrokd that runs does not give way: "
            + answer.substring(Math.min(answer.length(), Words.FAILED.length())).trim());
  }

  private void say(String line) {
    channel
        .writeAndFlush(line)
        .addListener(
            said -> {
              if (!said.isSuccess()) {
                heard.add(Words.FAILED + " it is gone");
              }
            });
  }

  private Object hear() {
    try {
      Object next = heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      return next == null ? Words.FAILED + " no answer for " + PATIENCE.toSeconds() + " s" : next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Words.FAILED + " interrupted";
    }
  }

  /** Lines and descriptors as they come. */
  private final class Conversation extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel opened) {
      Words.lines(opened.pipeline());
      opened
          .pipeline()
          .addLast(
              new SimpleChannelInboundHandler<Object>(false) {
                @Override
                protected void channelRead0(ChannelHandlerContext ctx, Object message) {
                  heard.add(message);
                }

                @Override
                public void channelInactive(ChannelHandlerContext ctx) {
                  heard.add(Words.FAILED + " it has ended");
                }

                @Override
                public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                  heard.add(Words.FAILED + " " + Failures.oneLine(cause));
                }
              });
    }
  }

  /** Those that wait for a descriptor would wait for it in vain. */
  @Override
  public void close() {
    if (isDone) {
      var unused =
          loops.next().schedule(this::closeRest, COMEBACK.toMillis(), TimeUnit.MILLISECONDS);
      channel.close().addListener(closed -> {});
    } else {
      sockets.closeRest();
      end();
    }
  }

  private void closeRest() {
    sockets.closeRest();
    end();
  }

  private void end() {
    loops
        .shutdownGracefully(QUIET_MILLIS, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .addListener(ended -> {});
  }
}
