package org.ngrokd.server.acme.ca;

import java.time.Instant;
import java.util.Optional;

/** There is no certificate now; the message says why in one line. */
public final class CaException extends Exception {
  /** Why. */
  public enum Kind {
    /** The CA cannot be reached, or does not do its work. */
    AWAY,
    /** It wants no more requests for a while. */
    RATE_LIMITED,
    /** It was not shown that the name is ours, or it issues none for it. */
    REFUSED
  }

  private final Kind kind;
  private final Optional<Instant> notBefore;

  /**
   * @param notBefore when the CA wants to be asked again; empty: it does not say
   */
  public CaException(Kind kind, String message, Optional<Instant> notBefore, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.notBefore = notBefore;
  }

  public CaException(Kind kind, String message) {
    super(message);
    this.kind = kind;
    this.notBefore = Optional.empty();
  }

  public Kind kind() {
    return kind;
  }

  public Optional<Instant> notBefore() {
    return notBefore;
  }
}
