package org.ngrokd.streams.ssh;

import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.common.session.helpers.KeyExchangeMessageHandler;
import org.apache.sshd.common.session.helpers.PendingWriteFuture;
import org.apache.sshd.common.util.buffer.Buffer;
import org.slf4j.Logger;

/**
 * Lets packets wait while new keys are agreed on, rather than whoever writes them: that is an event
 * loop. Our own channels send none meanwhile ({@link SshLine}).
 */
public final class QueuedWhileRekeying extends KeyExchangeMessageHandler {
  /** Who lets more wait does not want to agree on keys. */
  private static final int MOST = 4096;

  public QueuedWhileRekeying(AbstractSession session, Logger log) {
    super(session, log);
  }

  @Override
  protected boolean isBlockAllowed(int command) {
    return false;
  }

  /** An exception, since here a lock is held that the end of the session needs. */
  @Override
  protected PendingWriteFuture enqueuePendingPacket(int command, Buffer packet) {
    if (pendingPackets.size() >= MOST) {
      throw new IllegalStateException("More than " + MOST + " packets wait for new keys");
    }
    return super.enqueuePendingPacket(command, packet);
  }
}
