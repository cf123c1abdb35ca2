package org.ngrokd.server.ssh;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;

/**
 * Keys are agreed on once, and again after a gigabyte or an hour. Each time is some milliseconds of
 * work, so that who asks for it without end, or before it has said who it is, has to go.
 *
 * <p>On the event loop of each connection.
 */
final class KeyExchanges implements SessionListener {
  /** So many may follow each other at once, after a pause. */
  static final int BURST = 20;

  private static final long NANOS_EACH = TimeUnit.SECONDS.toNanos(1);
  private static final AttributeKey<Times> TIMES = new AttributeKey<>();

  private final LongSupplier clock;

  /**
   * @param clock nanoseconds
   */
  KeyExchanges(LongSupplier clock) {
    this.clock = clock;
  }

  /** Of one connection: when all that were asked for would be paid for, one a second. */
  private static final class Times {
    private long paidAt;
    private int count;

    boolean isTooMany(long now) {
      count++;
      paidAt = Math.max(now, paidAt) + NANOS_EACH;
      return paidAt - now > BURST * NANOS_EACH;
    }
  }

  @Override
  public void sessionNegotiationStart(
      Session session,
      Map<KexProposalOption, String> client,
      Map<KexProposalOption, String> server) {
    Times times = session.computeAttributeIfAbsent(TIMES, key -> new Times());
    boolean isTooMany = times.isTooMany(clock.getAsLong());
    boolean isTooEarly = times.count > 1 && !session.isAuthenticated();
    if (isTooMany || isTooEarly) {
      try {
        session.disconnect(
            SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR, "New keys are asked for too often");
      } catch (IOException e) {
        session.close(true);
      }
    }
  }
}
