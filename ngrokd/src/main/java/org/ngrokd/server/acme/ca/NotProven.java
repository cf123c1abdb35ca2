package org.ngrokd.server.acme.ca;

import org.shredzone.acme4j.exception.AcmeException;

/** The CA did not see that a name is ours. */
final class NotProven extends AcmeException {
  private static final long serialVersionUID = 1;

  NotProven(String message) {
    super(message);
  }
}
