package org.ngrokd.streams.net;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.nio.channels.SelectableChannel;

/**
 * Any way to look for events, with each socket's events guarded by themselves: what one throws
 * closes that one, and those that are ready with it get their turn.
 */
final class GuardedIoHandler implements IoHandler {
  private final IoHandler io;
  private final LoopFailures failures;

  private GuardedIoHandler(IoHandler io, LoopFailures failures) {
    this.io = io;
    this.failures = failures;
  }

  static IoHandlerFactory factory(IoHandlerFactory io, LoopFailures failures) {
    return new IoHandlerFactory() {
      @Override
      public IoHandler newHandler(ThreadAwareExecutor executor) {
        return new GuardedIoHandler(io.newHandler(executor), failures);
      }

      @Override
      public boolean isChangingThreadSupported() {
        return io.isChangingThreadSupported();
      }
    };
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

  @Override
  public void initialize() {
    io.initialize();
  }

  @Override
  public int run(IoHandlerContext context) {
    return io.run(context);
  }

  @Override
  public void prepareToDestroy() {
    io.prepareToDestroy();
  }

  @Override
  public void destroy() {
    io.destroy();
  }

  @Override
  public void wakeup() {
    io.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return io.isCompatible(handleType);
  }
}
