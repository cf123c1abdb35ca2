package org.ngrokd.client.inspect;

import org.ngrokd.client.traffic.TunnelTraffic;

/** Makes the exchanges of one connection. Confined to its event loop. */
final class Recorder {
  private final Origin origin;
  private final TunnelTraffic traffic;
  private final Inspector inspector;
  private String nextId = "";
  private Runnable afterEach = () -> {};

  Recorder(Origin origin, TunnelTraffic traffic, Inspector inspector) {
    this.origin = origin;
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

  /** A request has come. */
  Exchange begin(SeenRequest head) {
    traffic.requested();
    String id = nextId.isEmpty() ? inspector.newId() : nextId;
    nextId = "";
    return inspector.begin(id, origin, head);
  }

  /** An exchange is over, whole or not. */
  void ended(Exchange exchange) {
    traffic.replied(exchange.course().duration(), exchange.status());
    afterEach.run();
  }
}
