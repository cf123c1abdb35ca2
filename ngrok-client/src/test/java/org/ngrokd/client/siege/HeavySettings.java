package org.ngrokd.client.siege;

import java.io.IOException;

/** Tunnels whose settings are as long as a message may be, one after the other. */
final class HeavySettings implements Attack {
  private static final int TUNNELS = 350;
  private static final int NETWORKS = 4_000;

  @Override
  public String name() {
    return "tunnels with long settings";
  }

  @Override
  public int patience() {
    return 2;
  }

  @Override
  public void run(Field field) throws IOException {
    HostileClient client = field.client(Accounts.FOE, "tunnel-settings", "close-tunnel");
    StringBuilder networks = new StringBuilder("\"10.0.0.0/8\"");
    for (int i = 1; i < NETWORKS; i++) {
      networks.append(",\"10.").append(i >> 8).append('.').append(i & 255).append(".0/24\"");
    }
    String request =
        HostileClient.request("http", "")
            .replace("\"RemotePort\":0", "\"RemotePort\":0,\"AllowCidrs\":[" + networks + "]");
    for (int i = 0; i < TUNNELS && field.hasTime(); i++) {
      client.send(request);
    }
    while (field.hasTime()) {
      client.receive();
    }
  }
}
