package org.ngrokd.streams.net;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Netty's epoll, but changes of what a socket waits for are told to the kernel once for each turn
 * of the event loop, before it looks for events, instead of one by one: a short connection changes
 * its mind half a dozen times, each a system call.
 *
 * <p>And a socket that waits for nothing stays registered. Since netty/netty#16689 (4.2.18 has it)
 * such a socket is taken out of epoll and never put back, so that the next change of its interest
 * fails with "epoll_ctl … No such file or directory". A relay gets there easily: the peer has
 * finished sending, and we have nothing to write at the moment.
 *
 * <p>Here it stays in with an edge-triggered interest in nothing: unlike the level-triggered one,
 * that cannot wake the event loop again and again. HalfClosedEpollTest shows the fault without this
 * class; when it passes without it, this class can go.
 */
final class KeptEpollRegistrations implements IoHandler {
  private final IoHandler epoll;
  private final Deque<Kept> changed = new ArrayDeque<>();

  private KeptEpollRegistrations(IoHandler epoll) {
    this.epoll = epoll;
  }

  static IoHandlerFactory factory() {
    IoHandlerFactory epoll = EpollIoHandler.newFactory();
    return new IoHandlerFactory() {
      @Override
      public IoHandler newHandler(ThreadAwareExecutor executor) {
        return new KeptEpollRegistrations(epoll.newHandler(executor));
      }

      @Override
      public boolean isChangingThreadSupported() {
        return epoll.isChangingThreadSupported();
      }
    };
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return new Kept(handle, epoll.register(handle));
  }

  /** A registration that is never emptied, and changed when the event loop comes to it. */
  private final class Kept implements IoRegistration {
    private final IoHandle handle;
    private final IoRegistration registration;
    private @Nullable IoOps wanted;
    private @Nullable IoOps submitted;

    Kept(IoHandle handle, IoRegistration registration) {
      this.handle = handle;
      this.registration = registration;
    }

    /** On the event loop, as Netty's channels do it. */
    @Override
    public long submit(IoOps ops) {
      if (!registration.isValid()) {
        return -1;
      }
      if (wanted == null) {
        changed.add(this);
      }
      wanted = ops.equals(EpollIoOps.NONE) ? EpollIoOps.EPOLLET : ops;
      return ((EpollIoOps) ops).value();
    }

    private void submitNow() {
      IoOps now = wanted;
      wanted = null;
      if (now != null && !now.equals(submitted) && registration.isValid()) {
        submitted = now;
        registration.submit(now);
      }
    }

    /** The kernel takes no more sockets, or this one is broken. */
    private void fail() {
      try {
        handle.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

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

  @Override
  public void initialize() {
    epoll.initialize();
  }

  @Override
  public int run(IoHandlerContext context) {
    for (Kept each = changed.poll(); each != null; each = changed.poll()) {
      try {
        each.submitNow();
      } catch (UncheckedIOException e) {
        each.fail();
      }
    }
    return epoll.run(context);
  }

  @Override
  public void prepareToDestroy() {
    epoll.prepareToDestroy();
  }

  @Override
  public void destroy() {
    epoll.destroy();
  }

  @Override
  public void wakeup() {
    epoll.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return epoll.isCompatible(handleType);
  }
}
