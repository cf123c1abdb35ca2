package org.ngrokd.client.config;

import java.util.Optional;

/**
 * What a local service speaks that 1.7 knows nothing of.
 *
 * @param isHttp2 whether it gets requests by HTTP/2: without TLS from the first byte on, with TLS
 *     as it chooses
 * @param takesWebSockets whether it speaks bare TCP, and what visitors' WebSockets carry is passed
 *     on
 * @param keepsConnections whether what one visitor leaves behind serves the next one
 * @param health how it is found out whether it is well; empty: only visitors find out
 */
public record UpstreamOptions(
    boolean isHttp2,
    boolean takesWebSockets,
    boolean keepsConnections,
    Optional<HealthCheck> health) {
  /** HTTP/1, and nobody asks. */
  public static final UpstreamOptions NONE =
      new UpstreamOptions(false, false, true, Optional.empty());

  public UpstreamOptions withHttp2(boolean speaksIt) {
    return new UpstreamOptions(speaksIt, takesWebSockets, keepsConnections, health);
  }

  public UpstreamOptions withWebSockets(boolean takesThem) {
    return new UpstreamOptions(isHttp2, takesThem, keepsConnections, health);
  }

  public UpstreamOptions withHealth(Optional<HealthCheck> check) {
    return new UpstreamOptions(isHttp2, takesWebSockets, keepsConnections, check);
  }

  public UpstreamOptions withKeptConnections(boolean keepsThem) {
    return new UpstreamOptions(isHttp2, takesWebSockets, keepsThem, health);
  }
}
