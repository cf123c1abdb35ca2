package org.ngrokd.client.inspect;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.ngrokd.client.traffic.TunnelTraffic;

/** Makes the exchanges of one connection. Confined to its event loop. */
final class Recorder {
  private final Origin origin;
  private final UnaryOperator<String> local;
  private final TunnelTraffic traffic;
  private final Inspector inspector;
  private String nextId = "";
  private Runnable afterEach = () -> {};

  /**
   * @param origin of each, but for its local service
   * @param local says which that is, by the request's target
   */
  Recorder(Origin origin, UnaryOperator<String> local, TunnelTraffic traffic, Inspector inspector) {
    this.origin = origin;
    this.local = local;
    this.traffic = traffic;
    this.inspector = inspector;
  }

  /**
   * Gives the first exchange this id.
   *
   * @param whenOver is run at the end of each
   */
  Recorder recordingAs(String id, Runnable whenOver) {
    nextId = id;
    afterEach = whenOver;
    return this;
  }

  /** What the connection holds beside its exchanges is taken from it. */
  CaptureMemory.Account account() {
    return inspector.account();
  }

  /** A request has come; null when there is no memory for it, and it is only counted. */
  @Nullable Exchange begin(SeenRequest head) {
    String id = nextId.isEmpty() ? inspector.newId() : nextId;
    nextId = "";
    Exchange exchange = inspector.begin(id, origin.at(local.apply(head.target())), head);
    if (exchange == null) {
      traffic.missed();
      afterEach.run();
    } else {
      traffic.requested();
    }
    return exchange;
  }

  /** An exchange is over, whole or not. */
  void ended(Exchange exchange) {
    traffic.replied(exchange.course().duration(), exchange.status());
    afterEach.run();
  }
}
