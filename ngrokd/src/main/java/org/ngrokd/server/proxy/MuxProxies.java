package org.ngrokd.server.proxy;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.mux.Carrier;
import org.ngrokd.protocol.mux.StreamHead;
import org.ngrokd.server.tunnel.Opening;
import org.ngrokd.server.tunnel.ProxySource;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * The way to a client that multiplexes: a stream in one of its connections, opened without a round
 * trip. Any thread.
 */
final class MuxProxies implements ProxySource {
  private static final int TRIES = 5;

  private final MuxPool pool;
  private final EventExecutor poolLoop;

  MuxProxies(MuxPool pool, EventExecutor poolLoop) {
    this.pool = pool;
    this.poolLoop = poolLoop;
  }

  @Override
  public Future<RelayEnd> open(Tunnel tunnel, String clientAddr, EventLoop preferred) {
    StreamHead head = new StreamHead(tunnel.url().toString(), clientAddr);
    Carrier near = pool.pick(preferred);
    if (near != null && near.loop() == preferred && preferred.inEventLoop()) {
      RelayEnd stream = openOn(near, head);
      if (stream != null) {
        return preferred.newSucceededFuture(stream);
      }
    }
    Promise<RelayEnd> opened = preferred.newPromise();
    attempt(head, preferred, opened, TRIES);
    return opened;
  }

  private @Nullable RelayEnd openOn(Carrier connection, StreamHead head) {
    RelayEnd stream = connection.open(head);
    if (stream != null && pool.wantsMore(connection)) {
      poolLoop.execute(pool::grow);
    }
    return stream;
  }

  private void attempt(
      StreamHead head, EventLoop preferred, Promise<RelayEnd> opened, int triesLeft) {
    if (opened.isDone()) {
      return; // the visitor has left
    }
    Carrier picked = pool.pick(preferred);
    if (picked != null) {
      picked.loop().execute(() -> tryOn(picked, head, preferred, opened, triesLeft));
      return;
    }
    Promise<Carrier> awaited = poolLoop.newPromise();
    Opening.cancels(opened, awaited);
    awaited.addListener(
        (Future<Carrier> there) -> {
          if (there.isSuccess()) {
            Carrier connection = there.getNow();
            connection.loop().execute(() -> tryOn(connection, head, preferred, opened, triesLeft));
          } else {
            opened.tryFailure(there.cause());
          }
        });
    poolLoop.execute(() -> pool.await(awaited));
  }

  private void tryOn(
      Carrier connection,
      StreamHead head,
      EventLoop preferred,
      Promise<RelayEnd> opened,
      int triesLeft) {
    RelayEnd stream = opened.isDone() ? null : openOn(connection, head);
    if (stream != null) {
      Opening.give(stream, opened);
    } else if (triesLeft > 0) {
      attempt(head, preferred, opened, triesLeft - 1);
    } else {
      opened.tryFailure(new ClosedChannelException());
    }
  }
}
