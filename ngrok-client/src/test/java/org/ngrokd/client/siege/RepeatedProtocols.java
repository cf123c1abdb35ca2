package org.ngrokd.client.siege;

import java.io.IOException;

/** One message that asks for "tcp+tcp+…", with a token that may have one tunnel. */
final class RepeatedProtocols implements Attack {
  private static final int TIMES = 15_900;

  /** Pools of the well-behaved come and go. */
  private static final int TOLERATED = 100;

  @Override
  public String name() {
    return "tcp+tcp+… in one request";
  }

  @Override
  public void run(Field field) throws IOException, InterruptedException {
    int before = field.fortress().server().descriptors();
    HostileClient client = field.client(Accounts.SMALL);
    client.send(HostileClient.request("tcp+".repeat(TIMES) + "tcp", ""));
    int most = 0;
    while (field.hasTime()) {
      most = Math.max(most, field.fortress().server().descriptors() - before);
      field.pause(100);
    }
    long tunnels = field.fortress().serverMetrics().of("ngrokd_tunnels");
    if (most > TOLERATED + field.cost().connections()) {
      field.wrong(most + " descriptors more, " + tunnels + " tunnels, for a token with one");
    }
  }
}
