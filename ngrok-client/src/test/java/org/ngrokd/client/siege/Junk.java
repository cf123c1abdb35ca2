package org.ngrokd.client.siege;

import io.netty.buffer.ByteBuf;
import java.util.List;

/** Connections that are no protocol of ours, to every port, as many as go. */
final class Junk implements Attack {
  private static final int ROUND = 50;
  private static final int MOST = 3_000;
  private static final long MOST_LINES = 300;
  private static final byte[] HALF_HELLO = {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};

  @Override
  public String name() {
    return "junk and half TLS hellos on every port";
  }

  @Override
  public void run(Field field) throws Exception {
    long before = lines(field);
    List<ByteBuf> said =
        List.of(
            Field.bytes("SSH-2.0-OpenSSH_9.2\r\n"),
            Field.bytes(new String(HALF_HELLO, java.nio.charset.StandardCharsets.ISO_8859_1)),
            Field.bytes("\u0000\u0001\u00ff junk ".repeat(20)));
    int opened = 0;
    for (int i = 0; opened < MOST && field.hasTime(); i++) {
      Horde horde = field.horde();
      for (int port :
          new int[] {field.ports().http(), field.ports().https(), field.ports().tunnel()}) {
        horde.open(ROUND, field.addresses(3), port, Horde.asking(said.get(i % said.size())));
        opened += ROUND;
      }
      field.pause(100);
      horde.close();
    }
    field.pause(300);
    long logged = lines(field) - before;
    if (logged > MOST_LINES) {
      field.wrong(logged + " lines were logged for " + opened + " connections of junk");
    }
  }

  private static long lines(Field field) throws java.io.IOException {
    return field.fortress().server().text().lines().count();
  }
}
