package org.ngrokd.client.siege;

import java.io.IOException;
import java.util.List;

/** Everything that the client keeps is fetched from its page several times at once. */
final class PageExports implements ClientAttack {
  private static final int KEPT = 60;
  private static final int AT_ONCE = 8;
  private static final int PATIENCE_MILLIS = 20_000;
  private static final List<String> ALL = List.of("/http/in/har", "/api/requests/http");

  @Override
  public String name() {
    return "exports of all that the page keeps";
  }

  @Override
  public int patience() {
    return 2;
  }

  @Override
  public void run(Field field) throws IOException, InterruptedException {
    field
        .horde()
        .open(
            KEPT,
            field.addresses(1),
            field.ports().http(),
            Horde.asking(Field.bytes("GET /much HTTP/1.1\r\nHost: files.localhost\r\n\r\n")));
    field.pause(1_500);
    PageClient page = new PageClient(field, field.ports().page(), PATIENCE_MILLIS);
    for (int i = 0; i < AT_ONCE; i++) {
      page.open("GET", ALL.get(i % ALL.size()), "");
    }
    field.pause(1_000);
    String foreign = page.status("GET", ALL.get(0), "Sec-Fetch-Site: cross-site\r\n");
    if (!foreign.equals("403")) {
      field.wrong("a foreign page's order for the archive gets " + foreign);
    }
    field.rest();
  }
}
