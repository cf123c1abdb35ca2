package org.ngrokd.client.paths;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import java.util.function.Consumer;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.http.ResponseHead;
import org.ngrokd.streams.relay.RelayEnd;

/** The local services that one visitor's requests may go to. Called on the visitor's event loop. */
public interface PathServices {
  /** The one for a request; the same object for the same service. */
  Service of(RequestHead request);

  /** What the visitor gets instead of a reply that makes no sense. */
  ByteBuf badReply();

  /** One of them. */
  interface Service {
    /** Connects; gives an end on the visitor's event loop that is not started. */
    Future<RelayEnd> open();

    /** The head as the service gets it. */
    byte[] changed(RequestHead head);

    /** The head as the visitor gets it. */
    byte[] changed(ResponseHead head);

    /**
     * Makes the reply that the visitor gets when there is no way to the service.
     *
     * @param reply gets it, perhaps later; it is the last that the visitor gets
     */
    void down(RequestHead request, Throwable cause, Consumer<ByteBuf> reply);
  }
}
