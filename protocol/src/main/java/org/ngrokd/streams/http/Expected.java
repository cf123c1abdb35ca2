package org.ngrokd.streams.http;

/** What is kept of a request until it is answered. Immutable. */
public record Expected(boolean isHead, boolean isConnect, boolean asksUpgrade) implements Asked {
  /** Of a request read strictly. */
  static Expected by(RequestHead head) {
    return new Expected(head.isHead(), head.isConnect(), head.asksUpgrade());
  }

  /** Whoever names a protocol is taken to ask for it, though they forget to say so. */
  static Expected watched(RequestHead head) {
    boolean namesProtocol = head.headers().find("Upgrade") >= 0;
    return new Expected(head.isHead(), head.isConnect(), namesProtocol);
  }
}
