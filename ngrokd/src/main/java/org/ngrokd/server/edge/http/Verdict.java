package org.ngrokd.server.edge.http;

import io.netty.buffer.ByteBuf;
import org.ngrokd.server.edge.Refusal;
import org.ngrokd.server.tunnel.Tunnel;

/** What becomes of a request. */
sealed interface Verdict {
  /**
   * It goes to a tunnel.
   *
   * @param head as it is sent on, in memory that needs no release
   * @param mayUpgrade whether the reply may change the protocol
   */
  record Pass(Tunnel tunnel, Sender sender, ByteBuf head, boolean mayUpgrade) implements Verdict {}

  /** It is answered here, and the connection closed. */
  record Answer(Refusal why, OwnReply reply, String reason) implements Verdict {}
}
