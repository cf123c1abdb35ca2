package org.ngrokd.server.traces;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.edge.Outcome;
import org.ngrokd.server.edge.Refusal;
import org.ngrokd.server.edge.Target;
import org.ngrokd.server.tunnel.Tunnel;

/**
 * A request that was traced and is over. Immutable; what came from the visitor is cut, but not made
 * harmless yet.
 *
 * @param tunnel which it was for; empty where there was none that let it in
 */
record Span(Place place, Asked asked, Optional<Tunnel> tunnel, Times times, Ended ended) {
  /** What one holds in memory beyond texts, in bytes; rather too much. */
  private static final int OVERHEAD = 600;

  /**
   * Where it stands in its trace.
   *
   * @param above the span above it, "" where it is the first
   */
  record Place(String traceId, String spanId, String above) {
    static Place below(@Nullable TraceParent parent) {
      return parent == null
          ? new Place(TraceParent.newTrace(), TraceParent.newSpan(), "")
          : new Place(parent.traceId(), TraceParent.newSpan(), parent.spanId());
    }

    /** As the service is told. */
    String header() {
      return "00-" + traceId + "-" + spanId + "-01";
    }
  }

  /**
   * What its head says.
   *
   * @param visitor "ip:port"
   */
  record Asked(
      TunnelProtocol by,
      String visitor,
      String method,
      Target target,
      String host,
      String userAgent) {
    int bytes() {
      return visitor.length()
          + method.length()
          + target.bytes()
          + host.length()
          + userAgent.length();
    }
  }

  /**
   * When things were, in nanoseconds since 1970; 0 where it did not come to that.
   *
   * @param joined there was a way to the client
   * @param answered the answer's head was there
   */
  record Times(long began, long joined, long answered, long ended) {}

  /**
   * How it ended.
   *
   * @param status of HTTP; 0 where there was none
   * @param refusal which rule of the server answered or ended it; empty: none
   * @param fromVisitor bytes, with heads and framing
   * @param toVisitor bytes, in the same way
   */
  record Ended(
      int status, Optional<Refusal> refusal, long fromVisitor, long toVisitor, Outcome how) {}

  /** About what it holds in memory. */
  int bytes() {
    return OVERHEAD + asked.bytes();
  }
}
