package org.ngrokd.streams.net;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoOps;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * An epoll that is told changes of what a socket waits for once for each turn of the event loop,
 * before it looks for events, instead of one by one: a short connection changes its mind half a
 * dozen times, each a system call.
 */
final class EpollChangesByTurn extends PassingIoHandler {
  private final Deque<Changing> changed = new ArrayDeque<>();

  private EpollChangesByTurn(IoHandler epoll) {
    super(epoll);
  }

  static IoHandlerFactory factory(IoHandlerFactory epoll) {
    return around(epoll, EpollChangesByTurn::new);
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return new Changing(handle, io.register(handle));
  }

  @Override
  public int run(IoHandlerContext context) {
    for (Changing each = changed.poll(); each != null; each = changed.poll()) {
      try {
        each.submitNow();
      } catch (UncheckedIOException e) {
        each.fail();
      }
    }
    return super.run(context);
  }

  /** A registration that is changed when the event loop comes to it. */
  private final class Changing extends Passing {
    private final IoHandle handle;
    private @Nullable IoOps wanted;
    private @Nullable IoOps submitted;

    Changing(IoHandle handle, IoRegistration registration) {
      super(registration);
      this.handle = handle;
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
      wanted = ops;
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
  }
}
