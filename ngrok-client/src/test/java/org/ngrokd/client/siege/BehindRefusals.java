package org.ngrokd.client.siege;

import java.io.IOException;

/** Long requests behind one that is refused, whose answer takes its time. */
final class BehindRefusals implements Attack {
  private static final int CLIENTS = 40;
  private static final int REQUESTS = 150;
  private static final int REFUSALS_FIRST = 7;

  @Override
  public String name() {
    return "requests behind a refusal";
  }

  @Override
  public int patience() {
    return 2;
  }

  @Override
  public void run(Field field) throws IOException, InterruptedException {
    for (int i = 0; i < REFUSALS_FIRST; i++) {
      refuse(field); // each makes the next answer come later
    }
    String request = HostileClient.request("http", "x".repeat(60_000));
    for (int i = 0; i < CLIENTS && field.hasTime(); i++) {
      HostileClient client = refuse(field);
      Thread sender = new Thread(() -> send(field, client, request), "behind");
      sender.setDaemon(true);
      sender.start();
      field.pause(20);
    }
    field.rest();
  }

  /** Asks for a name that is another's. */
  private static HostileClient refuse(Field field) throws IOException {
    HostileClient client = field.client(Accounts.FOE);
    client.send(HostileClient.request("http", "victim"));
    return client;
  }

  private static void send(Field field, HostileClient client, String request) {
    try {
      for (int i = 0; i < REQUESTS && field.hasTime(); i++) {
        client.send(request);
      }
    } catch (IOException e) {
      field.note("behind a refusal: " + e);
    }
  }
}
