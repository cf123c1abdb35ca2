package org.ngrokd.client.siege;

import io.netty.buffer.Unpooled;
import java.io.IOException;

/** Silent connections to the page, and requests that nobody thought of. Each is answered. */
final class OddPageRequests implements ClientAttack {
  private static final int SILENT = 600;
  private static final int PATIENCE_MILLIS = 20_000;

  @Override
  public String name() {
    return "silence and nonsense for the page";
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
            SILENT, field.addresses(1), field.ports().page(), Horde.saying(Unpooled.EMPTY_BUFFER));
    field.pause(300);
    PageClient page = new PageClient(field, field.ports().page(), PATIENCE_MILLIS);
    for (String path : new String[] {"/%", "/api/tunnels/%zz", "/http/in/exchanges/%"}) {
      require(field, "GET " + path, page.status("GET", path, ""), '4');
    }
    String auth = "u:" + "p".repeat(70_000);
    String order =
        "{\"name\":\"long\",\"proto\":\"http\",\"addr\":\"8080\",\"auth\":\"" + auth + "\"}";
    require(
        field,
        "an order with an auth of 70 KB",
        page.status(
            "POST",
            "/api/tunnels",
            "Content-Type: application/json\r\nContent-Length: "
                + order.length()
                + "\r\n\r\n"
                + order),
        '4');
    if (field.fortress().clientMetrics().of("ngrok_online") != 1) {
      field.wrong("the client lost its session over an order with an auth of 70 KB");
    }
  }

  private static void require(Field field, String what, String status, char kind) {
    if (status.charAt(0) != kind) {
      field.wrong(what + " gets " + status);
    }
  }
}
