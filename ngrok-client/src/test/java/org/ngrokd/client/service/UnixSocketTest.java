package org.ngrokd.client.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.Upstream;
import org.ngrokd.client.dial.Dialer;
import org.ngrokd.client.dial.NameLookup;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;
import org.ngrokd.streams.net.Transport;
import org.ngrokd.streams.relay.RelayEnd;

class UnixSocketTest {
  /** Collects what comes until its end. */
  private static final class Collector implements RelayEnd.Receiver {
    final CompletableFuture<String> all = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();

    @Override
    public void received(ByteBuf bytes) {
      text.append(bytes.toString(StandardCharsets.US_ASCII));
      bytes.release();
    }

    @Override
    public void receivedBurst() {}

    @Override
    public void finished() {
      all.complete(text.toString());
    }

    @Override
    public void writabilityChanged() {}

    @Override
    public void closed() {
      all.completeExceptionally(new IOException("broke off after: " + text));
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void oneDirectionEndsBeforeTheOther(Transport transport) throws Exception {
    assumeThat(transport == Transport.NIO || Epoll.isAvailable()).isTrue();
    Path directory = Files.createTempDirectory("unix");
    Path socket = directory.resolve("s");
    EventLoopGroup loops = transport.eventLoops("test", 1);
    try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listening.bind(UnixDomainSocketAddress.of(socket));
      Thread echo = new Thread(() -> echo(listening));
      echo.start();
      Collector collector = new Collector();

      RelayEnd end =
          new PrivateConnection(
                  new Dialer(transport, new NameLookup(Runnable::run)),
                  LocalAddress.parse("unix:" + socket),
                  Upstream.PLAIN,
                  false)
              .open(loops.next(), "", ConnectionLog.next(ConnectionType.PRV), null)
              .sync()
              .getNow();
      end.start(collector);
      end.write(Unpooled.copiedBuffer("question", StandardCharsets.US_ASCII));
      end.finishSending();

      assertThat(collector.all.get(60, TimeUnit.SECONDS)).isEqualTo("question and answer");
      end.close();
      echo.join();
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
      Files.deleteIfExists(socket);
      Files.delete(directory);
    }
  }

  private static void echo(ServerSocketChannel listening) {
    try (SocketChannel connection = listening.accept()) {
      byte[] all = Channels.newInputStream(connection).readAllBytes();
      Channels.newOutputStream(connection).write(all);
      Channels.newOutputStream(connection).write(" and answer".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException closed) {
      return;
    }
  }
}
