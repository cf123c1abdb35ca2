package org.ngrokd.streams.net;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;

/**
 * Netty's epoll, but a socket that waits for nothing stays registered. Since netty/netty#16689
 * (4.2.18 has it) such a socket is taken out of epoll and never put back, so that the next change
 * of its interest fails with "epoll_ctl … No such file or directory". A relay gets there easily:
 * the peer has finished sending, and we have nothing to write at the moment.
 *
 * <p>Here it stays in with an edge-triggered interest in nothing: unlike the level-triggered one,
 * that cannot wake the event loop again and again. HalfClosedEpollTest shows the fault without this
 * class; when it passes without it, this class can go.
 */
final class KeptEpollRegistrations extends PassingIoHandler {
  private KeptEpollRegistrations(IoHandler epoll) {
    super(epoll);
  }

  static IoHandlerFactory factory() {
    return around(EpollIoHandler.newFactory(), KeptEpollRegistrations::new);
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return new Kept(io.register(handle));
  }

  /** A registration that is never emptied. */
  private static final class Kept extends Passing {
    Kept(IoRegistration registration) {
      super(registration);
    }

    @Override
    public long submit(IoOps ops) {
      return registration.submit(ops.equals(EpollIoOps.NONE) ? EpollIoOps.EPOLLET : ops);
    }
  }
}
