package org.ngrokd.streams.http;

/** What a request says about the form of its reply. */
public interface Asked {
  /** Whether the reply has no body whatever its head says. */
  boolean isHead();

  /** Whether a reply that grants it makes the connection a tunnel. */
  boolean isConnect();

  /** Whether the sender asks to change the protocol. RFC 9110, 7.8. */
  boolean asksUpgrade();

  /** Whether what follows it may be no HTTP, which only its reply tells. */
  default boolean mayLeaveHttp() {
    return isConnect() || asksUpgrade();
  }
}
