package org.ngrokd.protocol.net;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;

/**
 * Netty's epoll, but a socket that waits for nothing stays registered. Netty 4.2.18 takes it out
 * and forgets that it did: the next time the socket waits for something (room to write, say), that
 * fails with ENOENT and the connection is lost. It happens to each connection whose peer finished
 * sending while reading is paused.
 *
 * <p>Confined to its event loop, as what it wraps.
 */
final class EpollIo implements IoHandler {
  private final IoHandler inner;

  private EpollIo(IoHandler inner) {
    this.inner = inner;
  }

  static IoHandlerFactory newFactory() {
    IoHandlerFactory epoll = EpollIoHandler.newFactory();
    return executor -> new EpollIo(epoll.newHandler(executor));
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return new Staying(inner.register(handle));
  }

  @Override
  public void initialize() {
    inner.initialize();
  }

  @Override
  public int run(IoHandlerContext context) {
    return inner.run(context);
  }

  @Override
  public void prepareToDestroy() {
    inner.prepareToDestroy();
  }

  @Override
  public void destroy() {
    inner.destroy();
  }

  @Override
  public void wakeup() {
    inner.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return inner.isCompatible(handleType);
  }

  /** Waits for nothing by waiting for the edges of errors, which epoll reports unasked. */
  private record Staying(IoRegistration inner) implements IoRegistration {
    @Override
    public long submit(IoOps ops) {
      return inner.submit(ops.equals(EpollIoOps.NONE) ? EpollIoOps.EPOLLET : ops);
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // the interface's
    public <T> T attachment() {
      return inner.attachment();
    }

    @Override
    public boolean isValid() {
      return inner.isValid();
    }

    @Override
    public boolean cancel() {
      return inner.cancel();
    }
  }
}
