package org.ngrokd.server.edge.http;

import org.jspecify.annotations.Nullable;
import org.ngrokd.server.edge.Visitor;
import org.ngrokd.server.tunnel.VhostKey;
import org.ngrokd.streams.http.HeadEdit;

/**
 * What is the same for all requests to one host that come by one connection, made once: nearly all
 * requests of a connection are for the host of the one before. Confined to the event loop of the
 * visitor.
 */
final class HostView {
  private final String host;
  private final VhostKey key;
  private byte @Nullable [] forwarded;

  HostView(String host, Visitor visitor) {
    this.host = host;
    this.key = VhostKey.of(visitor.protocol(), host);
  }

  boolean isOf(String asked) {
    return host.equals(asked);
  }

  VhostKey key() {
    return key;
  }

  /** The lines that tell who the visitor is, where nobody else has told. */
  byte[] forwarded(Visitor visitor) {
    byte[] made = forwarded;
    if (made == null) {
      HeadEdit lines = new HeadEdit();
      ForwardedHeaders.tell(lines, host, visitor);
      made = lines.lines();
      forwarded = made;
    }
    return made;
  }
}
