package org.ngrokd.client.siege;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** 46 KB of elements inside each other, looked at on the page. */
final class NestedXml implements ClientAttack {
  private static final int AT_ONCE = 4;
  private static final int PATIENCE_MILLIS = 10_000;
  private static final Pattern ID = Pattern.compile("\"id\":\\s*\"([0-9a-f]+)\"");

  @Override
  public String name() {
    return "nested XML on the page";
  }

  @Override
  public int patience() {
    return 1;
  }

  @Override
  public void run(Field field) throws IOException, InterruptedException {
    field
        .horde()
        .open(
            1,
            field.addresses(1),
            field.ports().http(),
            Horde.asking(Field.bytes("GET /xml HTTP/1.1\r\nHost: files.localhost\r\n\r\n")));
    field.pause(500);
    PageClient page = new PageClient(field, field.ports().page(), PATIENCE_MILLIS);
    Matcher id = ID.matcher(page.ask("GET", "/api/requests/http?limit=1", ""));
    if (!id.find()) {
      throw new IOException("nothing was kept");
    }
    for (int i = 0; i < AT_ONCE; i++) {
      page.open("GET", "/http/in/exchanges/" + id.group(1), "");
    }
    field.rest();
  }
}
