package org.ngrokd.client.siege;

import java.io.IOException;

/** Clients that log in, open a tunnel and vanish, again and again. */
final class ReconnectStorm implements Attack {
  private static final int MOST = 400;

  @Override
  public String name() {
    return "clients that come and vanish";
  }

  @Override
  public void run(Field field) throws IOException {
    for (int i = 0; i < MOST && field.hasTime(); i++) {
      HostileClient client = field.client(Accounts.FOE, "mux");
      client.send(HostileClient.request("http", "storm"));
      client.close();
    }
  }
}
