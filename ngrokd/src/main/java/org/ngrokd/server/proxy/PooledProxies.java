package org.ngrokd.server.proxy;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import org.ngrokd.protocol.Message.StartProxy;
import org.ngrokd.server.tunnel.Opening;
import org.ngrokd.server.tunnel.ProxySource;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * 1.7's way to a client: a connection from its pool, started with {@code StartProxy}. One that
 * turns out to be dead is passed over for the next.
 *
 * <p>Works on the event loop of the control connection; {@link #open} may be called from any.
 * Protocol: §5.
 */
final class PooledProxies implements ProxySource {
  private static final int TRIES = 20;

  private final ProxyPool pool;
  private final EventExecutor loop;
  private final boolean chunked;

  /**
   * @param chunked whether the client takes chunked streams
   */
  PooledProxies(ProxyPool pool, EventExecutor loop, boolean chunked) {
    this.pool = pool;
    this.loop = loop;
    this.chunked = chunked;
  }

  @Override
  public Future<RelayEnd> open(Tunnel tunnel, String clientAddr, EventLoop preferred) {
    Promise<RelayEnd> opened = preferred.newPromise();
    StartProxy start = new StartProxy(tunnel.url().toString(), clientAddr, chunked);
    loop.execute(() -> attempt(start, preferred, opened, TRIES));
    return opened;
  }

  private void attempt(
      StartProxy start, EventLoop preferred, Promise<RelayEnd> opened, int triesLeft) {
    if (opened.isDone()) {
      return; // the visitor has left
    }
    Future<ProxyConnection> taking = pool.take(preferred);
    Opening.cancels(opened, taking);
    taking.addListener(
        (Future<ProxyConnection> taken) -> {
          if (!taken.isSuccess()) {
            opened.tryFailure(taken.cause());
          } else if (opened.isDone()) {
            pool.giveBack(taken.getNow());
          } else {
            started(taken.getNow().start(start), start, preferred, opened, triesLeft - 1);
          }
        });
  }

  private void started(
      Future<RelayEnd> starting,
      StartProxy start,
      EventLoop preferred,
      Promise<RelayEnd> opened,
      int triesLeft) {
    starting.addListener(
        (Future<RelayEnd> started) -> {
          if (started.isSuccess()) {
            Opening.give(started.getNow(), opened);
            loop.execute(pool::refill);
          } else if (triesLeft > 0) {
            loop.execute(() -> attempt(start, preferred, opened, triesLeft));
          } else {
            opened.tryFailure(started.cause());
          }
        });
  }
}
