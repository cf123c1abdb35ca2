package org.ngrokd.server.teams.signin;

/** Somebody is not signed in. The message is for the log, one line, without secrets. */
final class RefusalException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Refusal refusal;

  RefusalException(Refusal refusal) {
    this(refusal, "");
  }

  /**
   * @param detail for the log; "" for none
   */
  RefusalException(Refusal refusal, String detail) {
    super(detail.isEmpty() ? refusal.word() : refusal.word() + ": " + detail, null, false, false);
    this.refusal = refusal;
  }

  Refusal refusal() {
    return refusal;
  }
}
