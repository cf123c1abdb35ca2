package org.ngrokd.server.tunnel;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;

/** The client that has a tunnel, for who wants the same name. Safe from any thread. */
public interface Holder {
  /** One that is always there. */
  Holder SETTLED = () -> ImmediateEventExecutor.INSTANCE.newSucceededFuture(true);

  /**
   * Asks the client whether it is there.
   *
   * @return true when it has answered; false when it did not in time, and what it had is free
   */
  Future<Boolean> isThere();

  /** What it may be known by besides: the name of its account, "" where there are none. */
  default String account() {
    return "";
  }
}
