package org.ngrokd.client.reuse;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import java.util.Optional;
import java.util.function.Consumer;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.relay.RelayEnd;

/** What a visitor gets instead of a connection that has waited. Called on its event loop. */
public interface Reopening {
  /** Of a connection that has not waited. */
  Reopening NEVER =
      new Reopening() {
        @Override
        public Future<RelayEnd> open() {
          throw new IllegalStateException("a new connection is not opened once more");
        }

        @Override
        public void down(Throwable cause, Optional<RequestHead> request, Consumer<ByteBuf> reply) {}
      };

  /** Connects; gives an end on the visitor's event loop that is not started. */
  Future<RelayEnd> open();

  /**
   * Makes the reply that the visitor gets when that fails.
   *
   * @param request of the visitor, if it is known
   * @param reply gets it, perhaps later; it is the last that the visitor gets
   */
  void down(Throwable cause, Optional<RequestHead> request, Consumer<ByteBuf> reply);
}
