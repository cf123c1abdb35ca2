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

  private enum Reached {
    NOTHING,
    ORDER,
    ISSUING
  }

  private final Kind kind;
  private final Optional<Instant> notBefore;
  private Reached reached = Reached.ORDER;

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

  /** The same, but there was no account, so that nothing was ordered. */
  public CaException beforeTheOrder() {
    reached = Reached.NOTHING;
    return this;
  }

  /** The same of an order that was complete: the CA may have issued what did not come. */
  CaException afterTheOrder() {
    reached = Reached.ISSUING;
    return this;
  }

  /** Whether the CA was asked for a certificate at all. */
  public boolean isOrdered() {
    return reached != Reached.NOTHING;
  }

  /** Whether the CA may have issued, and counted, a certificate all the same. */
  public boolean mayBeIssued() {
    return reached == Reached.ISSUING;
  }

  public Kind kind() {
    return kind;
  }

  public Optional<Instant> notBefore() {
    return notBefore;
  }
}
