package org.ngrokd.client.siege;

import java.io.IOException;

/** Clients of a pool that say without end that their service fails, and is well again. */
final class ServiceStates implements Attack {
  private static final int CLIENTS = 10;
  private static final int STATES = 5_000;
  private static final long MOST_LOGGED = 200_000;

  @Override
  public String name() {
    return "services that fail and are well again without end";
  }

  @Override
  public int patience() {
    return 2;
  }

  @Override
  public void run(Field field) throws IOException, InterruptedException {
    long before = field.fortress().server().printed();
    String request =
        HostileClient.request("http", "flapping")
            .replace("\"RemotePort\":0", "\"RemotePort\":0,\"Pooled\":true");
    for (int i = 0; i < CLIENTS && field.hasTime(); i++) {
      HostileClient client = field.client(Accounts.FOE, "pool", "service-state");
      client.send(request);
      flap(field, client, client.answer());
    }
    field.pause(300);
    long logged = field.fortress().server().printed() - before;
    if (logged > MOST_LOGGED) {
      field.wrong("%.1f MB were logged".formatted(logged / 1e6));
    }
  }

  /** Until the server has enough of it. */
  private static void flap(Field field, HostileClient client, String url) {
    try {
      for (int i = 0; i < STATES && field.hasTime(); i++) {
        client.send(
            Wire.message(
                "ServiceState", "{\"Url\":\"" + url + "\",\"IsWell\":" + (i % 2 == 1) + "}"));
      }
    } catch (IOException e) {
      field.note("flapping: " + e);
    }
  }
}
