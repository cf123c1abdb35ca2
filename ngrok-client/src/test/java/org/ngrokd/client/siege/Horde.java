package org.ngrokd.client.siege;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.ngrokd.streams.net.Transport;

/** Many connections that all do the same, on the attackers' event loop. Opened by one thread. */
final class Horde implements AutoCloseable {
  private static final int AT_ONCE = 200;
  private static final int CONNECT_MILLIS = 3_000;
  private static final int PER_SECOND = 1_500;
  private static final int TOGETHER = 15;

  private final EventLoopGroup loop;
  private final Cost cost;
  private final Set<Channel> channels = ConcurrentHashMap.newKeySet();
  private final Semaphore places = new Semaphore(AT_ONCE);
  private int turn;
  private volatile boolean closed;

  Horde(EventLoopGroup loop, Cost cost) {
    this.loop = loop;
    this.cost = cost;
  }

  /** How each of them behaves. */
  interface Behaviour {
    /** Adds what speaks on a connection, before it is connected. */
    default void prepare(Channel channel) {}

    /** The connection is there. */
    default void connected(Channel channel) {}

    /** Bytes came; only if the channel reads. */
    default void read(Channel channel, ByteBuf bytes) {}

    /** The connection has ended. */
    default void ended() {}
  }

  /** Sends bytes; that they do not arrive is no failure of an attacker. */
  static void send(Channel channel, ByteBuf bytes) {
    channel.writeAndFlush(bytes).addListener(sent -> {});
  }

  /** One that sends a text when it is connected, and does not read. */
  static Behaviour saying(ByteBuf bytes) {
    return new Behaviour() {
      @Override
      public void prepare(Channel channel) {
        channel.config().setAutoRead(false);
      }

      @Override
      public void connected(Channel channel) {
        send(channel, bytes.retainedDuplicate());
      }
    };
  }

  /** One that sends a text when it is connected, and reads and forgets what comes. */
  static Behaviour asking(ByteBuf bytes) {
    return new Behaviour() {
      @Override
      public void connected(Channel channel) {
        send(channel, bytes.retainedDuplicate());
      }
    };
  }

  /**
   * Connects at a steady pace, and returns when all are on their way; addresses take turns. What is
   * tried is what they do, not how fast they come.
   */
  void open(int count, List<String> from, int port, Behaviour behaviour)
      throws InterruptedException {
    for (int opened = 0; opened < count; opened += TOGETHER) {
      openAtOnce(Math.min(TOGETHER, count - opened), from, port, behaviour);
      TimeUnit.MILLISECONDS.sleep(TOGETHER * 1_000L / PER_SECOND);
    }
  }

  /** Connects as fast as it goes. */
  void openAtOnce(int count, List<String> from, int port, Behaviour behaviour)
      throws InterruptedException {
    for (int i = 0; i < count && !closed; i++) {
      if (places.tryAcquire(CONNECT_MILLIS, TimeUnit.MILLISECONDS)) {
        connect(from.get(turn++ % from.size()), port, behaviour);
      }
    }
  }

  private void connect(String from, int port, Behaviour behaviour) {
    new Bootstrap()
        .group(loop)
        .channel(Transport.best().socket())
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
        .option(ChannelOption.SO_RCVBUF, 8192)
        .option(ChannelOption.SO_LINGER, 0)
        .handler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new Counting(cost));
                behaviour.prepare(channel);
                channel.pipeline().addLast(new Speaker(behaviour));
              }
            })
        .connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            new InetSocketAddress(from, 0))
        .addListener((ChannelFuture connected) -> connected(connected, behaviour));
  }

  private void connected(ChannelFuture connected, Behaviour behaviour) {
    places.release();
    Channel channel = connected.channel();
    if (!connected.isSuccess()) {
      return;
    }
    cost.connection();
    channels.add(channel);
    channel
        .closeFuture()
        .addListener(
            gone -> {
              channels.remove(channel);
              behaviour.ended();
            });
    if (closed) {
      channel.close().addListener(gone -> {});
    }
  }

  /** Does something with each that is open, on the event loop. */
  void each(Consumer<Channel> action) {
    channels.forEach(channel -> channel.eventLoop().execute(() -> action.accept(channel)));
  }

  @Override
  public void close() {
    closed = true;
    channels.forEach(channel -> channel.close().addListener(gone -> {}));
  }

  private static final class Counting extends ChannelOutboundHandlerAdapter {
    private final Cost cost;

    Counting(Cost cost) {
      this.cost = cost;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      if (message instanceof ByteBuf bytes) {
        cost.bytes(bytes.readableBytes());
      }
      ctx.write(message, promise).addListener(sent -> {});
    }
  }

  private static final class Speaker extends ChannelInboundHandlerAdapter {
    private final Behaviour behaviour;

    Speaker(Behaviour behaviour) {
      this.behaviour = behaviour;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      behaviour.connected(ctx.channel());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      try {
        behaviour.read(ctx.channel(), bytes);
      } finally {
        bytes.release();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close().addListener(closed -> {}); // cut off, as was to be expected
    }
  }
}
