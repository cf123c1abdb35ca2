package org.ngrokd.client.service;

import java.util.function.UnaryOperator;
import org.ngrokd.streams.relay.RelayEnd;

/** Sees every visit before it is served. It must not block, fail or keep anything from passing. */
@FunctionalInterface
public interface VisitObserver {
  /** Sees nothing. */
  VisitObserver NONE = (service, visit) -> visit.end();

  /**
   * Whom a visit is for.
   *
   * @param tunnel its name
   * @param protocol its name
   * @param isHttp whether what passes is HTTP
   * @param isInspected whether what passes may be kept
   * @param local says which local service a request goes to, by its target as it was sent; "" where
   *     there is one for all
   */
  record Service(
      String tunnel,
      String protocol,
      boolean isHttp,
      boolean isInspected,
      UnaryOperator<String> local) {}

  /**
   * A visit begins; on its event loop.
   *
   * @return what takes the place of the visitor's end
   */
  RelayEnd watch(Service service, Visit visit);

  /** Whether this is no visitor, but the observer's own: what it gets is for its eyes. */
  default boolean isItsOwn(Visit visit) {
    return false;
  }
}
