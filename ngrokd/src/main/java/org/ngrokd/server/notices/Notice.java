package org.ngrokd.server.notices;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * Something has come or gone.
 *
 * @param id tells it from all others; the same when it is told again
 * @param isOnline whether it has come
 * @param at when it was seen to have
 */
record Notice(String id, Subject subject, Subject.Details details, boolean isOnline, Instant at) {
  /** {@code tunnel.online} and its like. */
  String event() {
    return subject.kind().name().toLowerCase(Locale.ROOT) + (isOnline ? ".online" : ".offline");
  }

  String time() {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /**
   * As it is sent.
   *
   * @param tunnel its URL; "" of a client
   */
  record Shown(
      String event,
      String id,
      String time,
      String server,
      String tunnel,
      String account,
      String client) {}

  Shown shown(String server) {
    boolean isTunnel = subject.kind() == Subject.Kind.TUNNEL;
    return new Shown(
        event(),
        id,
        time(),
        server,
        isTunnel ? subject.name() : "",
        isTunnel ? details.account() : subject.name(),
        details.address());
  }

  @Override
  public String toString() {
    return event() + " " + subject.name();
  }
}
