package org.ngrokd.server.control;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.ngrokd.protocol.Message.ReqProxy;
import org.ngrokd.server.proxy.ClientWays;
import org.ngrokd.server.tunnel.Holder;

/**
 * A client as the holder of its tunnels: says whether it is there, and when it is not, shuts its
 * control connection down. One that multiplexes is sent a PING, which it answers by itself, and
 * when that is late, or there is no connection to send it in, is asked for one more, since a live
 * client may have lost the connection. A client of 1.7's kind is asked for a proxy connection, and
 * the word of its system that the question has arrived will do; of others it will not, because what
 * took the question may be an HTTP proxy on the way.
 *
 * <p>Confined to the event loop of the control connection, but for {@link #isThere}.
 */
final class Presence {
  private static final Duration SECOND_QUESTION = Duration.ofSeconds(1);

  private final Channel channel;
  private final ClientWays ways;
  private final Function<String, Future<Void>> shutDown;
  private final SignOfLife life;

  /**
   * @param channel of the control connection
   * @param shutDown ends that, for this reason; completes when everything is free
   */
  Presence(Channel channel, ClientWays ways, Function<String, Future<Void>> shutDown) {
    this.channel = channel;
    this.ways = ways;
    this.shutDown = shutDown;
    this.life = new SignOfLife(channel.eventLoop(), this::ask);
  }

  /** The client has sent something, which only it can have sent now. */
  void heard() {
    life.heard();
  }

  /** The connection is gone. */
  void end() {
    life.end();
  }

  /** {@link Holder#isThere}. From any thread. */
  Future<Boolean> isThere() {
    Promise<Boolean> isThere = channel.eventLoop().newPromise();
    channel.eventLoop().execute(() -> tell(isThere));
    return isThere;
  }

  private void tell(Promise<Boolean> isThere) {
    life.ask()
        .addListener(
            (Future<Boolean> asked) -> {
              if (asked.getNow() && channel.isActive()) {
                isThere.setSuccess(true);
              } else {
                shutDown
                    .apply("No sign of life, and another client wants what it has")
                    .addListener(done -> isThere.setSuccess(false));
              }
            });
  }

  private BooleanSupplier ask() {
    if (!ways.areMultiplexed()) {
      ChannelFuture question = channel.writeAndFlush(new ReqProxy());
      return () -> Acknowledgement.of(question);
    }
    if (ways.askForLife(() -> channel.eventLoop().execute(life::heard))) {
      channel
          .eventLoop()
          .schedule(this::askAgain, SECOND_QUESTION.toMillis(), TimeUnit.MILLISECONDS)
          .addListener(done -> {});
    } else {
      askForProxy();
    }
    return () -> false;
  }

  private void askAgain() {
    if (life.isAsked()) {
      askForProxy();
    }
  }

  /** When it comes with one it is heard, whatever becomes of that connection. */
  private void askForProxy() {
    channel.writeAndFlush(new ReqProxy()).addListener(sent -> {});
  }
}
