package org.ngrokd.server.ssh.words;

import java.util.Optional;
import java.util.function.Predicate;

final class ForwardReading {
  ForwardReading(Optional<Kind> hint, Wishes wishes, Predicate<String> isOurDomain) {}

  Forward of(String bindName, int bindPort) throws BadForwardException {
    throw new UnsupportedOperationException();
  }
}
