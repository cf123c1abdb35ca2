package org.ngrokd.streams.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ngrokd.streams.net.Transport;

/** What a peer on a real TCP socket sees of an end, with each kind of transport. */
class ChannelEndSocketTest {
  private static final int MANY = 8 << 20;

  private final HeardEnd heard = new HeardEnd();
  private @Nullable EventLoopGroup loops;
  private @Nullable Socket opened;
  private volatile @Nullable SocketChannel accepted;

  @AfterEach
  void stop() throws IOException {
    if (opened != null) {
      opened.close();
    }
    if (loops != null) {
      loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }

  @ParameterizedTest
  @EnumSource
  void earlyBytesAreDeliveredFirst(Transport transport) throws Exception {
    ChannelEnd end = end(transport);
    peer().getOutputStream().write("early ".getBytes(UTF_8));
    peer().getOutputStream().write("late".getBytes(UTF_8));

    end.start(heard);

    eventually(() -> assertThat(heard.text()).isEqualTo("early late"));
  }

  @ParameterizedTest
  @EnumSource
  void finOfThePeerFinishesAndBytesStillFlowToIt(Transport transport) throws Exception {
    ChannelEnd end = end(transport);
    end.start(heard);
    peer().getOutputStream().write("question".getBytes(UTF_8));
    peer().shutdownOutput();
    eventually(() -> assertThat(heard.events()).contains("finished"));
    assertThat(heard.text()).isEqualTo("question");

    end.write(Unpooled.copiedBuffer("answer", UTF_8));
    end.finishSending();

    assertThat(peer().getInputStream().readAllBytes()).asString(UTF_8).isEqualTo("answer");
    assertThat(heard.events()).doesNotContain("closed");
  }

  /** Epoll tells of a FIN, and so reads to the end, while reading is paused. */
  @ParameterizedTest
  @EnumSource(names = "EPOLL")
  void finBeforeTheStartDoesNotCostTheReply(Transport transport) throws Exception {
    ChannelEnd end = end(transport);
    peer().getOutputStream().write("question".getBytes(UTF_8));
    peer().shutdownOutput();
    eventually(() -> assertThat(accepted).matches(channel -> channel.isInputShutdown()));

    end.start(heard);
    end.write(Unpooled.copiedBuffer("answer", UTF_8));
    end.finishSending();

    assertThat(peer().getInputStream().readAllBytes()).asString(UTF_8).isEqualTo("answer");
    assertThat(heard.events()).containsExactly("question", "burst", "finished");
  }

  /** Fails with Netty 4.2.18's epoll; see {@link Transport#best}. */
  @Test
  void longReplyAfterAFinArrivesWhole() throws Exception {
    ChannelEnd end = end(Transport.best());
    end.start(heard);
    peer().shutdownOutput();
    eventually(() -> assertThat(heard.events()).contains("finished"));

    end.write(Unpooled.wrappedBuffer(new byte[4 * MANY]));
    end.finishSending();

    assertThat(peer().getInputStream().readAllBytes()).hasSize(4 * MANY);
  }

  @ParameterizedTest
  @EnumSource
  void finWhileReadingIsPausedDoesNotCostTheReply(Transport transport) throws Exception {
    ChannelEnd end = end(transport);
    end.start(heard);
    end.pauseReading();
    peer().getOutputStream().write("question".getBytes(UTF_8));
    peer().shutdownOutput();
    if (transport == Transport.EPOLL) {
      eventually(() -> assertThat(heard.events()).contains("finished"));
    }

    end.resumeReading();
    eventually(() -> assertThat(heard.events()).contains("finished"));
    end.write(Unpooled.copiedBuffer("answer", UTF_8));
    end.finishSending();

    assertThat(peer().getInputStream().readAllBytes()).asString(UTF_8).isEqualTo("answer");
    assertThat(heard.text()).isEqualTo("question");
  }

  @ParameterizedTest
  @EnumSource
  void finToThePeerLeavesItsDirectionOpen(Transport transport) throws Exception {
    ChannelEnd end = end(transport);
    end.start(heard);

    end.write(Unpooled.copiedBuffer("bye", UTF_8));
    end.finishSending();

    assertThat(peer().getInputStream().readAllBytes()).asString(UTF_8).isEqualTo("bye");
    peer().getOutputStream().write("not yet".getBytes(UTF_8));
    eventually(() -> assertThat(heard.text()).isEqualTo("not yet"));
    assertThat(heard.events()).doesNotContain("finished", "closed");
    peer().shutdownOutput();
    eventually(() -> assertThat(heard.events()).contains("finished"));
  }

  @ParameterizedTest
  @EnumSource
  void resetByThePeerIsABreak(Transport transport) throws Exception {
    end(transport).start(heard);

    resetByPeer();

    eventually(() -> assertThat(heard.events()).contains("closed"));
    assertThat(heard.events()).doesNotContain("finished");
  }

  @ParameterizedTest
  @EnumSource
  void resetThatAWriteMeetsIsABreakToo(Transport transport) throws Exception {
    ChannelEnd end = end(transport);
    end.start(heard);
    end.write(Unpooled.wrappedBuffer(new byte[4 * MANY]));
    end.flush();
    end.pauseReading();
    assertThat(peer().getInputStream().readNBytes(1)).hasSize(1);

    resetByPeer();

    eventually(() -> assertThat(heard.events()).contains("closed"));
    assertThat(heard.events()).doesNotContain("finished");
  }

  @ParameterizedTest
  @EnumSource
  void closeLetsAPeerThatStillSendsReadToTheEnd(Transport transport) throws Exception {
    ChannelEnd end = end(transport);
    end.start(heard);
    peer().getOutputStream().write(new byte[1 << 16]);

    end.write(Unpooled.copiedBuffer("413 Too Large", UTF_8));
    end.close();

    peer().getOutputStream().write(new byte[MANY]);
    assertThat(peer().getInputStream().readAllBytes()).asString(UTF_8).isEqualTo("413 Too Large");
  }

  @ParameterizedTest
  @EnumSource
  void resetIsSeenAsAResetByThePeer(Transport transport) throws Exception {
    ChannelEnd end = end(transport);
    end.start(heard);

    end.reset();

    assertThatThrownBy(() -> peer().getInputStream().readAllBytes())
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
  }

  @ParameterizedTest
  @EnumSource
  void unstartedEndIsResetToo(Transport transport) throws Exception {
    ChannelEnd end = end(transport);
    peer().getOutputStream().write(1);

    end.reset();

    assertThatThrownBy(() -> peer().getInputStream().readAllBytes())
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
  }

  @ParameterizedTest
  @EnumSource
  void stalledPeerMakesTheEndUnwritable(Transport transport) throws Exception {
    ChannelEnd end = end(transport);
    end.start(heard);

    end.write(Unpooled.wrappedBuffer(new byte[4 * MANY]));
    end.flush();

    eventually(() -> assertThat(end.isWritable()).isFalse());
    assertThat(peer().getInputStream().readNBytes(4 * MANY)).hasSize(4 * MANY);
    eventually(() -> assertThat(end.isWritable()).isTrue());
  }

  /** Accepts one connection and takes it over; {@link #peer} is its other side. */
  private ChannelEnd end(Transport transport) throws Exception {
    BlockingQueue<ChannelEnd> taken = new ArrayBlockingQueue<>(1);
    EventLoopGroup group = transport.eventLoops("end", 1);
    loops = group;
    Channel listener =
        new ServerBootstrap()
            .group(group)
            .channel(transport.serverSocket())
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    accepted = channel;
                    channel.pipeline().addLast(new TakesOver(taken));
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
    InetSocketAddress address = (InetSocketAddress) listener.localAddress();
    Socket socket = new Socket(address.getAddress(), address.getPort());
    socket.setSoTimeout(60_000);
    opened = socket;
    ChannelEnd end = taken.poll(60, TimeUnit.SECONDS);
    assertThat(end).isNotNull();
    return Objects.requireNonNull(end);
  }

  private Socket peer() {
    return Objects.requireNonNull(opened);
  }

  private void resetByPeer() throws IOException {
    peer().setSoLinger(true, 0);
    peer().close();
  }

  private static void eventually(ThrowingRunnable claim) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(claim);
  }

  /** Only once the channel is active: one that is not registered yet cannot be read from. */
  private static final class TakesOver extends ChannelInboundHandlerAdapter {
    private final BlockingQueue<ChannelEnd> taken;

    TakesOver(BlockingQueue<ChannelEnd> taken) {
      this.taken = taken;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      taken.add(ChannelEnd.take(ctx.channel(), StreamKind.TCP));
      ctx.pipeline().remove(this);
    }
  }
}
