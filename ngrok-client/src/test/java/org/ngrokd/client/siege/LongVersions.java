package org.ngrokd.client.siege;

import java.io.IOException;
import java.util.List;

/** Clients that say a version of 60 KB before they say who they are. */
final class LongVersions implements Attack {
  private static final int CLIENTS = 400;
  private static final long MOST_LOGGED = 1_000_000;

  @Override
  public String name() {
    return "versions of 60 KB";
  }

  @Override
  public void run(Field field) throws IOException, InterruptedException {
    long before = field.fortress().server().printed();
    String auth =
        OldClient.auth("", "", "")
            .replace("\"Version\":\"2\"", "\"Version\":\"" + "v".repeat(60_000) + "\"");
    List<String> from = field.addresses(20);
    for (int i = 0; i < CLIENTS && field.hasTime(); i++) {
      Wire wire =
          field.closing(
              new Wire(
                  Sockets.tls(
                      field.ports().tunnel(), "localhost", from.get(i % from.size()), 1_000)));
      field.cost().connection();
      field.cost().bytes(wire.send(auth));
    }
    field.pause(300);
    long logged = field.fortress().server().printed() - before;
    if (logged > MOST_LOGGED) {
      field.wrong("%.1f MB were logged".formatted(logged / 1e6));
    }
  }
}
