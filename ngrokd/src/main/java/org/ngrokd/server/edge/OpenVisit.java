package org.ngrokd.server.edge;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.tunnel.TunnelMeter;

/** A visitor's connection to a tunnel, as who looks on sees it. Safe from any thread. */
public interface OpenVisit {
  /** What happens on it. */
  enum Phase {
    /** Nothing: the visitor may ask again. */
    IDLE(0),
    /** There is no way to the client yet. */
    AWAITS_CLIENT(1),
    /** The service has not begun to answer. */
    AWAITS_SERVICE(2),
    /** Bytes pass, or may. */
    SERVED(3);

    private final long bits;

    Phase(long bits) {
      this.bits = bits;
    }

    /** Its number, which two bits hold. */
    long bits() {
      return bits;
    }
  }

  /** Whose visitor it is; null when that tunnel is closed. */
  @Nullable TunnelMeter meter();

  /** Whose connection it is; null when it is not known. */
  @Nullable SocketAddress peer();

  Phase phase();

  /** When its request, or where only bytes matter the connection, came; as System.nanoTime. */
  long since();
}
