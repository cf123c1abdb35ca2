package org.ngrokd.streams.ssh;

import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.common.session.helpers.KeyExchangeMessageHandler;
import org.slf4j.Logger;

/**
 * Lets packets wait while new keys are agreed on, rather than whoever writes them: that is an event
 * loop. Our own channels send none meanwhile ({@link SshLine}).
 */
public final class QueuedWhileRekeying extends KeyExchangeMessageHandler {
  public QueuedWhileRekeying(AbstractSession session, Logger log) {
    super(session, log);
  }

  @Override
  protected boolean isBlockAllowed(int command) {
    return false;
  }
}
