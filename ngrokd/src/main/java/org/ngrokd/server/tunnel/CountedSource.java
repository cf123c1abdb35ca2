package org.ngrokd.server.tunnel;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.concurrent.atomic.AtomicInteger;
import org.ngrokd.server.limits.Limit;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.streams.relay.CountedEnd;
import org.ngrokd.streams.relay.RelayEnd;

/** Gives no more than so many connections at a time. Safe from any thread. */
final class CountedSource implements ProxySource {
  private final ProxySource inner;
  private final int most;
  private final LimitCounters limits;
  private final AtomicInteger open = new AtomicInteger();

  CountedSource(ProxySource inner, int most, LimitCounters limits) {
    this.inner = inner;
    this.most = most;
    this.limits = limits;
  }

  @Override
  public Object client() {
    return inner.client();
  }

  @Override
  public Future<RelayEnd> open(Tunnel tunnel, String clientAddr, EventLoop preferred) {
    if (open.incrementAndGet() > most) {
      open.decrementAndGet();
      limits.reached(Limit.TUNNEL_CONNECTIONS);
      return preferred.newFailedFuture(
          new BusyException("the tunnel has its " + most + " connections"));
    }
    Promise<RelayEnd> counted = preferred.newPromise();
    Future<RelayEnd> opening = inner.open(tunnel, clientAddr, preferred);
    Opening.cancels(counted, opening);
    opening.addListener(
        (Future<RelayEnd> opened) -> {
          if (opened.isSuccess()) {
            Opening.give(new CountedEnd(opened.getNow(), open::decrementAndGet), counted);
          } else {
            open.decrementAndGet();
            counted.tryFailure(opened.cause());
          }
        });
    return counted;
  }
}
