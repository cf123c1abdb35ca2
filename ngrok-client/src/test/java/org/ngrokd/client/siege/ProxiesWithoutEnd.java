package org.ngrokd.client.siege;

import java.io.IOException;

/** A server asks a client for a connection, and for another one, without end. */
final class ProxiesWithoutEnd implements ClientAttack {
  private static final int ORDERS = 20_000;
  private static final int MOST_DESCRIPTORS = 2_500;

  @Override
  public String name() {
    return "ReqProxy without end";
  }

  @Override
  public void run(Field field) throws Exception {
    HostileServer server =
        field.closing(new HostileServer(field, "")).onTunnel(control -> order(field, control));
    StrayClient client = field.closing(new StrayClient(field, server.port()));
    server.awaitClient();
    field.rest();
    client.judge(MOST_DESCRIPTORS);
    if (server.proxies() == 0) {
      field.note("the client opened no connection");
    }
  }

  private static void order(Field field, Wire control) {
    try {
      String order = Wire.message("ReqProxy", "{}");
      for (int i = 0; i < ORDERS && field.hasTime(); i++) {
        field.cost().bytes(control.send(order));
      }
    } catch (IOException e) {
      field.note("orders: " + e);
    }
  }
}
