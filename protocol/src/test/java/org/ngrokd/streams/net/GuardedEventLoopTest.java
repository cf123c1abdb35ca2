package org.ngrokd.streams.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.internal.OutOfDirectMemoryError;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is thrown on an event loop: one connection ends, and those beside it do not notice. */
class GuardedEventLoopTest {
  private static final int PATIENCE_MILLIS = 60_000;

  private GuardedEventLoops loops = GuardedEventLoops.of("unused", 1, NioIoHandler.newFactory());

  @AfterEach
  void end() throws Exception {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  private static Error outOfDirectMemory() {
    try {
      Constructor<OutOfDirectMemoryError> maker =
          OutOfDirectMemoryError.class.getDeclaredConstructor(String.class);
      maker.setAccessible(true);
      return maker.newInstance("by hand");
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void loopsThatHaveToWaitForATimerOnlyEndAtOnce(Transport transport) throws Exception {
    assumeTrue(transport == Transport.NIO || Epoll.isAvailable());
    GuardedEventLoops idle = transport.eventLoops("idle", 2);
    for (int i = 0; i < 2; i++) {
      EventLoop loop = idle.next();
      var unused = loop.schedule(() -> {}, 90, TimeUnit.SECONDS);
      loop.submit(() -> {}).get(1, TimeUnit.MINUTES);
    }

    idle.next()
        .execute(
            () -> {
              var unused = idle.shutdownGracefully(100, 120_000, TimeUnit.MILLISECONDS);
            });

    assertThat(idle.terminationFuture().await(30, TimeUnit.SECONDS)).isTrue();
  }

  static Stream<Arguments> everything() {
    return Stream.of(Transport.values())
        .filter(transport -> transport == Transport.NIO || Epoll.isAvailable())
        .flatMap(
            transport ->
                Stream.of("handler", "task", "timer", "socket")
                    .flatMap(
                        where ->
                            Stream.of(
                                    new StackOverflowError("by hand"),
                                    new OutOfMemoryError("by hand"),
                                    outOfDirectMemory())
                                .map(error -> Arguments.of(transport, where, error))));
  }

  @ParameterizedTest(name = "{0}: {1}, {2}")
  @MethodSource("everything")
  void connectionThatThrowsEndsAndItsNeighbourIsServed(
      Transport transport, String where, Error error) throws Exception {
    int port = serve(transport, ctx -> throwing(ctx, where, error));

    try (Socket neighbour = connect(port);
        Socket failing = connect(port)) {
      assertServed(neighbour);

      failing.getOutputStream().write('!');
      if (where.equals("socket")) {
        assertThat(failing.getInputStream().read()).isEqualTo('k');
        failing.getOutputStream().write('x'); // the event that fails
      }

      assertClosed(failing);
      assertServed(neighbour);
      await().until(() -> loops.failures().count() >= 1);
      try (Socket later = connect(port)) {
        assertServed(later);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void loopThatIsToldToEndByATaskOfItsOwnClosesItsSocketsFirst(Transport transport)
      throws Exception {
    assumeTrue(transport == Transport.NIO || Epoll.isAvailable());
    int port = serve(transport, ctx -> {});
    try (Socket open = connect(port)) {
      assertServed(open);

      loops
          .next()
          .execute(
              () -> {
                var unused = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
              });

      assertClosed(open);
    }
  }

  private void throwing(ChannelHandlerContext ctx, String where, Error error) {
    Channel channel = ctx.channel();
    Runnable work =
        new ChannelTask(
            channel,
            () -> {
              throw error;
            });
    switch (where) {
      case "task" -> channel.eventLoop().execute(work);
      case "timer" ->
          channel.eventLoop().schedule(work, 1, TimeUnit.MILLISECONDS).addListener(done -> {});
      case "socket" -> {
        ((Allocator) channel.config().getRecvByteBufAllocator()).error = error;
        ctx.writeAndFlush(Unpooled.copiedBuffer("k", StandardCharsets.US_ASCII))
            .addListener(written -> {});
      }
      default -> throw error;
    }
  }

  /** Fails where a socket begins to read, outside of what Netty looks after. */
  private static final class Allocator extends DefaultMaxMessagesRecvByteBufAllocator {
    private @Nullable Error error;

    @Override
    public ExtendedHandle newHandle() {
      return new MaxMessageHandle() {
        @Override
        public void reset(ChannelConfig config) {
          if (error != null) {
            throw error;
          }
          super.reset(config);
        }

        @Override
        public int guess() {
          return 1024;
        }
      };
    }
  }

  private int serve(Transport transport, Consumer<ChannelHandlerContext> failing) throws Exception {
    loops = transport.eventLoops("guarded", 1);
    Channel listening =
        new ServerBootstrap()
            .group(loops)
            .channel(transport.serverSocket())
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, false)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.config().setRecvByteBufAllocator(new Allocator());
                    channel
                        .pipeline()
                        .addLast(new Echo(failing))
                        .addLast(new FailureHandler(ConnectionLog.next(ConnectionType.PUB)));
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sync()
            .channel();
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  /** In order, or by a reset where something was not read. */
  private static void assertClosed(Socket socket) throws IOException {
    try {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    } catch (SocketException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
  }

  private static void assertServed(Socket socket) throws IOException {
    socket.getOutputStream().write('a');
    assertThat(socket.getInputStream().read()).isEqualTo('a');
  }

  /** Sends back what it gets, and fails at an exclamation mark. */
  private static final class Echo extends ChannelInboundHandlerAdapter {
    private final Consumer<ChannelHandlerContext> failing;

    Echo(Consumer<ChannelHandlerContext> failing) {
      this.failing = failing;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      ByteBuf bytes = (ByteBuf) msg;
      if (bytes.toString(StandardCharsets.US_ASCII).contains("!")) {
        bytes.release();
        failing.accept(ctx);
      } else {
        ctx.writeAndFlush(bytes).addListener(written -> {});
      }
    }
  }

  @Test
  void periodicTimerThatThrewComesAgain() throws Exception {
    CountDownLatch threeTimes = new CountDownLatch(3);
    EventLoop loop = loops.next();

    loop.scheduleAtFixedRate(
            () -> {
              threeTimes.countDown();
              throw new OutOfMemoryError("by hand");
            },
            1,
            1,
            TimeUnit.MILLISECONDS)
        .addListener(done -> {});

    assertThat(threeTimes.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
    await().until(() -> loops.failures().count() >= 3);
  }

  @Test
  void timerThatThrewIsCountedAndStillTellsWhoAsked() throws Exception {
    StackOverflowError error = new StackOverflowError("by hand");

    Throwable told =
        loops
            .next()
            .schedule(
                (Runnable)
                    () -> {
                      throw error;
                    },
                1,
                TimeUnit.MILLISECONDS)
            .await()
            .cause();

    assertThat(told).isSameAs(error);
    assertThat(loops.failures().count()).isEqualTo(1);
  }

  @Test
  void lookingForEventsMayFail() throws Exception {
    AtomicInteger turns = new AtomicInteger();
    GuardedEventLoops failing =
        GuardedEventLoops.of("failing", 1, failingOften(NioIoHandler.newFactory(), turns));
    try {
      for (int i = 0; i < 20; i++) {
        failing.next().submit(() -> {}).get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      }

      assertThat(failing.failures().count()).isPositive();
    } finally {
      failing.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }

  /** Every second look for events fails before it began. */
  private static IoHandlerFactory failingOften(IoHandlerFactory nio, AtomicInteger turns) {
    return executor -> {
      IoHandler real = nio.newHandler(executor);
      return new IoHandler() {
        @Override
        public int run(IoHandlerContext context) {
          if (turns.incrementAndGet() % 2 == 0) {
            throw new OutOfMemoryError("by hand");
          }
          return real.run(context);
        }

        @Override
        public IoRegistration register(IoHandle handle) throws Exception {
          return real.register(handle);
        }

        @Override
        public void wakeup() {
          real.wakeup();
        }

        @Override
        public void destroy() {
          real.destroy();
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
          return real.isCompatible(handleType);
        }
      };
    };
  }
}
