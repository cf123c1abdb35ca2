package org.ngrokd.server.proxy;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.Extension;
import org.ngrokd.protocol.mux.MuxConnection;
import org.ngrokd.server.limits.WaitingRoom;
import org.ngrokd.server.tunnel.ProxySource;
import org.ngrokd.streams.net.ConnectionLog;

/**
 * How a client's proxied streams travel: each in a connection of its own, as 1.7 has it, or many in
 * one.
 *
 * <p>Confined to the event loop of the control connection, but for {@link #offer}.
 */
public final class ClientWays {
  private final EventLoop loop;
  private final Optional<MuxAllowance> mux;
  private final ProxyPool pool;
  private final @Nullable MuxPool muxPool;
  private volatile boolean multiplexed;

  /**
   * @param loop the event loop of the control connection
   * @param room where visitors wait for one of its ways
   * @param mux for clients that multiplex; empty: that is turned off
   * @param askForOne asks the client for one more connection
   */
  public ClientWays(
      EventLoop loop, WaitingRoom room, Optional<MuxAllowance> mux, Runnable askForOne) {
    this.loop = loop;
    this.mux = mux;
    this.pool = new ProxyPool(loop, room, askForOne);
    this.muxPool =
        mux.map(with -> new MuxPool(loop, room, askForOne, with.connections())).orElse(null);
  }

  /**
   * The way that both sides know.
   *
   * @param agreed extensions
   */
  public ProxySource agree(List<String> agreed) {
    multiplexed = muxPool != null && agreed.contains(Extension.MUX);
    return muxPool != null && multiplexed
        ? new MuxProxies(muxPool, loop)
        : new PooledProxies(pool, loop, agreed.contains(Extension.HALF_CLOSE));
  }

  /** Asks for a connection, unasked, so that the first visitor need not wait. */
  public void warm() {
    if (muxPool != null && multiplexed) {
      muxPool.keepOne();
    } else {
      pool.refill();
    }
  }

  /**
   * Takes a connection that registered for this client. On the event loop of that connection.
   *
   * @param manyStreams whether it is to carry many
   */
  public void offer(Channel proxy, boolean manyStreams, ConnectionLog log) {
    if (muxPool == null || mux.isEmpty() || !multiplexed) {
      ProxyConnection connection = new ProxyConnection(proxy, log);
      loop.execute(() -> pool.offer(connection));
    } else if (manyStreams) {
      MuxAllowance with = mux.get();
      MuxConnection connection =
          MuxConnection.opening(proxy, with.budget(), log).telling(with.events());
      loop.execute(() -> muxPool.offer(connection));
    } else {
      log.debug("A connection for one stream, of a client that multiplexes: closing it");
      proxy.close().addListener(done -> {});
    }
  }

  /** Whether client and server have agreed on many streams in one connection. */
  public boolean areMultiplexed() {
    return muxPool != null && multiplexed;
  }

  /**
   * Asks for a sign of life where many streams share a connection.
   *
   * @param answered is run when the client has answered, on any thread
   * @return false when there is no such connection
   */
  public boolean askForLife(Runnable answered) {
    return muxPool != null && multiplexed && muxPool.askForLife(answered);
  }

  /** Gives all connections up; streams that are open in them go on. */
  public void close() {
    pool.close();
    if (muxPool != null) {
      muxPool.close();
    }
  }
}
