package org.ngrokd.server.tls;

import java.util.Optional;
import org.ngrokd.certs.Identity;

/**
 * What a CA says of its certificates now (OCSP), shown together with them (RFC 6066, 8), so that no
 * visitor has to ask it. Asked on event loops: never blocks. Safe from any thread.
 */
public interface Stapling {
  /** Nothing is shown. */
  Stapling NONE =
      new Stapling() {
        @Override
        public boolean isFor(Identity identity) {
          return false;
        }

        @Override
        public Optional<byte[]> staple(Identity identity) {
          return Optional.empty();
        }
      };

  /** Whether there may be something for this certificate, some time. */
  boolean isFor(Identity identity);

  /** What is to be shown now; empty: nothing is known. */
  Optional<byte[]> staple(Identity identity);
}
