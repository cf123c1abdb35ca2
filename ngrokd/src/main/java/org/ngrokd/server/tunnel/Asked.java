package org.ngrokd.server.tunnel;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import org.ngrokd.server.access.Account;

/**
 * A tunnel that is being opened.
 *
 * @param opened gets it, or why it is refused
 * @param loop where that is told
 */
record Asked(TunnelRequest request, Promise<Tunnel> opened, EventExecutor loop) {
  Account account() {
    return request.owner().account();
  }

  void refuse(TunnelException why) {
    opened.setFailure(why);
  }
}
