package org.ngrokd.server.control;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.ngrokd.protocol.Message.ReqProxy;
import org.ngrokd.server.proxy.ClientWays;
import org.ngrokd.server.tunnel.Holder;

/**
 * A client as the holder of its tunnels: says whether it is there, and when it is not, shuts its
 * control connection down. One that multiplexes is sent a PING, which it answers by itself; another
 * is asked for a proxy connection, and the word of its system that the question has arrived will
 * do.
 *
 * <p>Confined to the event loop of the control connection, but for {@link #isThere}.
 */
final class Presence {
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
    if (ways.askForLife(() -> channel.eventLoop().execute(life::heard))) {
      return () -> false;
    }
    ChannelFuture question = channel.writeAndFlush(new ReqProxy());
    return () -> Acknowledgement.of(question);
  }
}
