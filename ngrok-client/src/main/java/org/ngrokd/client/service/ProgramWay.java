package org.ngrokd.client.service;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.ConnectException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * To the program itself.
 *
 * @param backlog where it accepts; empty when it has stopped
 */
record ProgramWay(Supplier<Optional<Backlog>> backlog) implements ServiceWay {
  @Override
  public Future<RelayEnd> open(
      EventLoop loop, String clientAddr, ConnectionLog log, @Nullable Runnable wantsTls) {
    try {
      Backlog accepting =
          backlog.get().orElseThrow(() -> new ConnectException("the program does not listen"));
      return loop.newSucceededFuture(accepting.enter(loop, clientAddr));
    } catch (ConnectException e) {
      return loop.newFailedFuture(e);
    }
  }
}
