package org.ngrokd.streams.net;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.function.UnaryOperator;

/**
 * A way to look for events that passes everything on to another; the base of those that change some
 * of it. On the thread of its event loop, as Netty calls it.
 */
abstract class PassingIoHandler implements IoHandler {
  protected final IoHandler io;

  protected PassingIoHandler(IoHandler io) {
    this.io = io;
  }

  /** Makes what another factory makes, with something around it. */
  static IoHandlerFactory around(IoHandlerFactory io, UnaryOperator<IoHandler> wrapping) {
    return new IoHandlerFactory() {
      @Override
      public IoHandler newHandler(ThreadAwareExecutor executor) {
        return wrapping.apply(io.newHandler(executor));
      }

      @Override
      public boolean isChangingThreadSupported() {
        return io.isChangingThreadSupported();
      }
    };
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return io.register(handle);
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

  /** A registration that passes everything on but what is waited for. */
  protected abstract static class Passing implements IoRegistration {
    protected final IoRegistration registration;

    protected Passing(IoRegistration registration) {
      this.registration = registration;
    }

    @Override
    public abstract long submit(IoOps ops);

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // as the interface has it
    public <T> T attachment() {
      return registration.attachment();
    }

    @Override
    public boolean isValid() {
      return registration.isValid();
    }

    @Override
    public boolean cancel() {
      return registration.cancel();
    }
  }
}
