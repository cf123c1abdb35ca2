package org.ngrokd.streams.net;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.unix.FileDescriptor;
import java.nio.channels.SelectableChannel;

/**
 * Any way to look for events, with each socket's events guarded by themselves: what one throws
 * closes that one, and those that are ready with it get their turn.
 */
final class GuardedIoHandler extends PassingIoHandler {
  private final LoopFailures failures;

  private GuardedIoHandler(IoHandler io, LoopFailures failures) {
    super(io);
    this.failures = failures;
  }

  static IoHandlerFactory factory(IoHandlerFactory io, LoopFailures failures) {
    return around(io, handler -> new GuardedIoHandler(handler, failures));
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    if (handle instanceof EpollIoHandle epoll) {
      return io.register(new EpollGuard(epoll, failures));
    }
    if (handle instanceof NioIoHandle nio) {
      return io.register(new NioGuard(nio, failures));
    }
    throw new IllegalArgumentException("neither epoll nor NIO: " + handle.getClass());
  }

  /** One socket. */
  @SuppressWarnings("try") // close may throw anything, as the interface has it
  private static class Guard<H extends IoHandle> implements IoHandle {
    final H handle;
    private final LoopFailures failures;

    Guard(H handle, LoopFailures failures) {
      this.handle = handle;
      this.failures = failures;
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
      try {
        handle.handle(registration, event);
      } catch (Throwable failure) {
        failures.met(failure, handle);
      }
    }

    @Override
    public void registered() {
      handle.registered();
    }

    @Override
    public void unregistered() {
      handle.unregistered();
    }

    @Override
    public void close() throws Exception {
      handle.close();
    }
  }

  @SuppressWarnings("try")
  private static final class EpollGuard extends Guard<EpollIoHandle> implements EpollIoHandle {
    EpollGuard(EpollIoHandle handle, LoopFailures failures) {
      super(handle, failures);
    }

    @Override
    public FileDescriptor fd() {
      return handle.fd();
    }
  }

  @SuppressWarnings("try")
  private static final class NioGuard extends Guard<NioIoHandle> implements NioIoHandle {
    NioGuard(NioIoHandle handle, LoopFailures failures) {
      super(handle, failures);
    }

    @Override
    public SelectableChannel selectableChannel() {
      return handle.selectableChannel();
    }
  }
}
