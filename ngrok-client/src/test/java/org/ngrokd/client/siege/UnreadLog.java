package org.ngrokd.client.siege;

import java.io.IOException;
import java.util.List;

/** Junk for a server whose standard output is a pipe that nobody reads. */
final class UnreadLog implements Attack {
  private static final int ROUNDS = 20;
  private static final int ROUND = 100;

  @Override
  public String name() {
    return "junk while nobody reads the log";
  }

  @Override
  public int patience() {
    return 2;
  }

  @Override
  public void run(Field field) throws IOException, InterruptedException {
    SmallServer server = SmallServer.start(field, List.of("-log-level", "DEBUG"));
    field.begin();
    for (int i = 0; i < ROUNDS && field.hasTime(); i++) {
      Horde horde = field.horde();
      horde.openAtOnce(
          ROUND,
          field.addresses(200),
          server.tunnel(),
          Horde.asking(Field.bytes("junk\r\n".repeat(20))));
      field.pause(50);
      horde.close();
    }
    server.judge(field);
  }
}
