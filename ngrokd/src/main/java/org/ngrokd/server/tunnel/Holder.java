package org.ngrokd.server.tunnel;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;

/**
 * Who owns tunnels: a client by its control connection; whoever comes another way is one too, and
 * puts itself into {@link Holders}. Safe from any thread, and quick: what takes time is a future.
 */
public interface Holder {
  /** One that is always there. */
  Holder SETTLED =
      new Holder() {
        @Override
        public Future<Boolean> isThere() {
          return ImmediateEventExecutor.INSTANCE.newSucceededFuture(true);
        }

        @Override
        public String account() {
          return "";
        }

        @Override
        public void accountsChanged() {}

        @Override
        public Future<Void> close(String reason) {
          return ImmediateEventExecutor.INSTANCE.newSucceededFuture(null);
        }
      };

  /**
   * Asks the client whether it is there, because somebody wants a name that it has.
   *
   * @return true when it has answered; false when it did not in time, and what it had is free
   */
  Future<Boolean> isThere();

  /** The {@link org.ngrokd.server.access.Account#key} of its account, "" where there are none. */
  String account();

  /** Accounts have changed: one that may not be here any more goes by itself. */
  void accountsChanged();

  /**
   * Takes its tunnels from it and ends its connection. Nobody new comes to it; what its visitors
   * have open goes on until it ends or the server cuts it.
   *
   * @param reason for the log
   * @return completes when its names and ports are free
   */
  Future<Void> close(String reason);
}
