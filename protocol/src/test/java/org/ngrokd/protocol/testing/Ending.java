package org.ngrokd.protocol.testing;

/** How the other side stopped sending, as far as it has been read. */
public enum Ending {
  /** It has not: nothing but data was read so far. */
  OPEN,
  /** TLS close_notify: the clean way. The TCP connection may still be open. */
  CLOSE_NOTIFY,
  /** TCP's FIN without a close_notify before it. */
  TCP_END,
  /** TCP's RST. */
  RESET,
  /** A fatal TLS alert, theirs or ours. */
  FATAL_ALERT
}
