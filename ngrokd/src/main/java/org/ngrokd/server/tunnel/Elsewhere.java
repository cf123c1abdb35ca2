package org.ngrokd.server.tunnel;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The tunnels of other servers that share their names with this one, as its own visitors may visit
 * them. Safe from any thread, and waits for nothing.
 */
public interface Elsewhere {
  /** One server alone. */
  Elsewhere NOWHERE =
      new Elsewhere() {
        @Override
        public boolean isThere() {
          return false;
        }

        @Override
        public Optional<Tunnel> find(String key) {
          return Optional.empty();
        }

        @Override
        public Optional<CompletableFuture<Void>> ask(String key) {
          return Optional.empty();
        }
      };

  /** Whether there are other servers at all. */
  boolean isThere();

  /**
   * A tunnel elsewhere, as far as that is known.
   *
   * @param key as of {@link PublicUrl#key()}
   */
  Optional<Tunnel> find(String key);

  /**
   * Finds out who has the name, where that is not known.
   *
   * @return done, whatever it came to, when {@link #find} has its answer; empty: it has it already
   */
  Optional<CompletableFuture<Void>> ask(String key);
}
