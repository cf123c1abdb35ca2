package org.ngrokd.streams.net;

import java.util.Locale;

/** What a connection is for, as its log lines call it. Protocol: §9. */
public enum ConnectionType {
  /** Control connection. */
  CTL,
  /** Proxy connection. */
  PXY,
  /** Public connection. */
  PUB,
  /** Private connection: client to local service. */
  PRV,
  /** A tunnel, or a connection on the tunnel listener that has not yet said what it is. */
  TUN,
  /** A client that comes by ssh. */
  SSH;

  /** The prefix in the log: "ctl". */
  public String prefix() {
    return name().toLowerCase(Locale.ROOT);
  }
}
