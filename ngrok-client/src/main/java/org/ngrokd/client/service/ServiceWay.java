package org.ngrokd.client.service;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.relay.RelayEnd;

/** How a visitor gets to a local service. Safe from any thread. */
interface ServiceWay {
  /**
   * Connects.
   *
   * @param clientAddr of the visitor, as the server told it
   * @param wantsTls is run when the service shows that plain is not what it wants; null where
   *     nobody wants to know
   * @return an end that is not started; fails with the reason
   */
  Future<RelayEnd> open(
      EventLoop loop, String clientAddr, ConnectionLog log, @Nullable Runnable wantsTls);
}
