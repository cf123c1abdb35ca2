package org.ngrokd.client.service;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.ngrokd.client.config.VisitorRules;
import org.ngrokd.streams.net.CidrList;

/**
 * Lets visitors of one tunnel in, or not: what the server does not do because it is too old. Safe
 * from any thread.
 */
final class Admission {
  private final CidrList allowed;
  private final CidrList denied;
  private final int most;
  private final AtomicInteger inside = new AtomicInteger();

  /** What becomes of a visitor. */
  enum Outcome {
    WELCOME,
    NOT_ALLOWED,
    TOO_MANY
  }

  Admission(VisitorRules rules) {
    this.allowed = CidrList.parse(rules.allowCidrs());
    this.denied = CidrList.parse(rules.denyCidrs());
    this.most = rules.maxConnections();
  }

  /**
   * Judges a visitor; one who is welcome has to {@link #leave}.
   *
   * @param clientAddr as the server told it
   */
  Outcome enter(String clientAddr) {
    if (!isAllowed(VisitorAddress.parse(clientAddr).map(InetSocketAddress::getAddress))) {
      return Outcome.NOT_ALLOWED;
    }
    if (inside.incrementAndGet() > most && most > 0) {
      leave();
      return Outcome.TOO_MANY;
    }
    return Outcome.WELCOME;
  }

  /** Somebody unknown is let in only where everybody is. */
  private boolean isAllowed(Optional<InetAddress> address) {
    if (address.isEmpty()) {
      return allowed.isEmpty() && denied.isEmpty();
    }
    return !denied.contains(address.get())
        && (allowed.isEmpty() || allowed.contains(address.get()));
  }

  void leave() {
    inside.decrementAndGet();
  }
}
