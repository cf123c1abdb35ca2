package org.ngrokd.client.siege;

import java.io.IOException;

/** A tenant asks for host names that are the server's or nobody's to give. */
final class StolenNames implements Attack {
  private static final String[] NAMES = {
    "127.0.0.1", "localhost", "localhost.", "0.0.0.0", "[::1]"
  };

  @Override
  public String name() {
    return "host names that are nobody's to have";
  }

  @Override
  public void run(Field field) throws IOException {
    for (String name : NAMES) {
      HostileClient client = field.client(Accounts.FOE);
      client.send(
          HostileClient.request("http", "")
              .replace("\"Hostname\":\"\"", "\"Hostname\":\"" + name + "\""));
      try {
        field.wrong("it has " + client.answer());
      } catch (IOException e) {
        field.note(e.toString());
      }
      client.close();
    }
  }
}
