package org.ngrokd.client.siege;

import java.util.concurrent.TimeUnit;

/** A server whose words steer the terminal of whoever reads them. */
final class Escapes implements ClientAttack {
  private static final String CLIPBOARD = "\\u001b]52;c;cm0gLXJmIH4=\\u0007\\u009b31m";

  private static final String WORD = "unwelcome";
  private static final int MOST_LOOKS = 200;

  @Override
  public String name() {
    return "escape sequences in a server's words";
  }

  @Override
  public void run(Field field) throws Exception {
    String words = WORD + CLIPBOARD;
    HostileServer server =
        field
            .closing(new HostileServer(field, ""))
            .greeting(
                Wire.message(
                    "AuthResp",
                    "{\"Version\":\"2\",\"MmVersion\":\"%s\",\"ClientId\":\"\",\"Error\":\"%s\"}"
                        .formatted(words, words)));
    StrayClient client = field.closing(new StrayClient(field, server.port()));
    server.awaitClient();
    for (int i = 0; i < MOST_LOOKS && !client.text().contains(WORD); i++) {
      TimeUnit.MILLISECONDS.sleep(100); // a slow one needs longer than the attack has
    }
    String text = client.text();
    if (text.indexOf(0x1b) >= 0 || text.indexOf(7) >= 0) {
      field.wrong("the client prints them");
    }
    if (!text.contains(WORD)) {
      field.wrong("the client does not tell why it was refused: " + text);
    }
  }
}
