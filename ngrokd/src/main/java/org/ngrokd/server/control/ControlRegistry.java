package org.ngrokd.server.control;

import io.netty.util.concurrent.Future;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** All control connections by client id. Safe from any thread. */
public final class ControlRegistry {
  private final Map<String, ControlConnection> byClientId = new ConcurrentHashMap<>();

  /**
   * Puts the control in its client id's place. One that was there is shut down.
   *
   * @return completes when the one before has freed everything; empty when there was none
   */
  Optional<Future<?>> replace(String clientId, ControlConnection control) {
    ControlConnection before = byClientId.put(clientId, control);
    return before == null
        ? Optional.empty()
        : Optional.of(before.shutDown("Replaced by a new control connection of the same client"));
  }

  void remove(String clientId, ControlConnection control) {
    byClientId.remove(clientId, control);
  }

  /** The control connection of this client. */
  public Optional<ControlConnection> find(String clientId) {
    return Optional.ofNullable(byClientId.get(clientId));
  }
}
