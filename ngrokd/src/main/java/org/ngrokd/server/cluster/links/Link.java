package org.ngrokd.server.cluster.links;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.mux.MuxConnection;
import org.ngrokd.protocol.mux.StreamHead;
import org.ngrokd.protocol.mux.WindowBudget;
import org.ngrokd.server.tunnel.ServerAwayException;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.net.Transport;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * A connection to one node on one event loop, which carries the streams of all visitors there. It
 * is made when somebody needs it, and anew when it has gone. Confined to that event loop.
 */
final class Link {
  private static final Duration CONNECT = Duration.ofSeconds(2);

  /** After a failure nobody tries again for so long: visitors would pile up. */
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final HostAndPort address;
  private final EventLoop loop;
  private final NodeTls tls;
  private final WindowBudget budget;
  private final List<Runnable> waiting = new ArrayList<>();
  private @Nullable MuxConnection connection;
  private @Nullable Throwable failure;
  private boolean isConnecting;
  private long failedAt;

  Link(HostAndPort address, EventLoop loop, NodeTls tls, WindowBudget budget) {
    this.address = address;
    this.loop = loop;
    this.tls = tls;
    this.budget = budget;
  }

  EventLoop loop() {
    return loop;
  }

  /** Opens a stream, and gives it once the other node has answered. */
  void open(StreamHead head, Promise<RelayEnd> opened) {
    open(
        head,
        new Wanted() {
          @Override
          public boolean isOver() {
            return opened.isDone(); // the visitor has left
          }

          @Override
          public void opened(RelayEnd stream) {
            Answer.await(stream, opened);
          }

          @Override
          public void failed(Throwable why) {
            boolean unused = opened.tryFailure(why);
          }
        });
    SignsOfLife.of(loop, opened, this::askForLife);
  }

  /** Who wants a stream. On the event loop. */
  interface Wanted {
    /** Nobody wants it any more. */
    boolean isOver();

    /** It is there, and nobody has answered yet. */
    void opened(RelayEnd stream);

    void failed(Throwable why);
  }

  /** Where there is no connection yet, nobody answers. */
  void askForLife(Runnable answered) {
    if (connection != null) {
      connection.askForLife(answered);
    }
  }

  /** Opens a stream, whatever the other node answers. */
  void open(StreamHead head, Wanted wanted) {
    assert loop.inEventLoop();
    MuxConnection there = connection;
    RelayEnd stream = there == null || wanted.isOver() ? null : there.open(head);
    if (stream != null) {
      wanted.opened(stream);
    } else if (wanted.isOver()) {
      return;
    } else if (isPausing()) {
      wanted.failed(failure == null ? away("no connection") : failure);
    } else {
      waiting.add(() -> open(head, wanted));
      connect();
    }
  }

  private boolean isPausing() {
    return failure != null && loop.ticker().nanoTime() - failedAt < PAUSE.toNanos();
  }

  private void connect() {
    if (isConnecting) {
      return;
    }
    isConnecting = true;
    try {
      new Bootstrap()
          .group(loop)
          .channel(Transport.best().socket())
          .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT.toMillis())
          .option(ChannelOption.SO_KEEPALIVE, true)
          .handler(new Pipelines(tls.calling(address.toString()), this::ready, this::failed))
          .connect(address.host(), address.port())
          .addListener((ChannelFuture done) -> connected(done));
    } catch (SSLException e) {
      failed(e);
    }
  }

  private void connected(ChannelFuture done) {
    if (done.isSuccess()) {
      done.channel()
          .closeFuture()
          .addListener(closed -> loop.execute(this::hungUp)); // behind what it is for, if told
    } else {
      failed(away(Failures.oneLine(done.cause())));
    }
  }

  private void hungUp() {
    failed(away("the other node hung up"));
  }

  private static ServerAwayException away(String why) {
    return new ServerAwayException("its server is not to be reached: " + why);
  }

  private void ready(Channel channel) {
    MuxConnection made =
        MuxConnection.opening(channel, budget, ConnectionLog.next(ConnectionType.TUN));
    connection = made;
    made.whenGone(
        () -> {
          if (connection == made) {
            connection = null;
          }
        });
    isConnecting = false;
    failure = null;
    goOn();
  }

  /** Of one that was ready nobody waits any more. */
  private void failed(Throwable why) {
    if (isConnecting) {
      isConnecting = false;
      failure = why;
      failedAt = loop.ticker().nanoTime();
      goOn();
    }
  }

  private void goOn() {
    List<Runnable> all = List.copyOf(waiting);
    waiting.clear();
    all.forEach(Runnable::run);
  }

  void close() {
    if (connection != null) {
      connection.retire();
    }
  }
}
