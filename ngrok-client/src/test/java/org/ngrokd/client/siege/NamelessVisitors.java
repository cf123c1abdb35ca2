package org.ngrokd.client.siege;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A trusted proxy that does not say whom it brings, at a tunnel that some may not enter. */
final class NamelessVisitors implements Attack {
  private static final int PATIENCE_MILLIS = 20_000;

  @Override
  public String name() {
    return "a proxy that names no visitor";
  }

  @Override
  public void run(Field field) throws IOException {
    HostileClient client = field.client(Accounts.FOE, "tunnel-settings");
    client.send(
        HostileClient.request("http", "denied")
            .replace("\"RemotePort\":0", "\"RemotePort\":0,\"DenyCidrs\":[\"203.0.113.0/24\"]"));
    client.answer();
    client.proxy();
    try (Socket visitor = Sockets.plain(field.ports().http(), Fortress.PROXY, PATIENCE_MILLIS)) {
      field.cost().connection();
      visitor
          .getOutputStream()
          .write(
              "GET / HTTP/1.1\r\nHost: denied.localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      visitor.getOutputStream().flush();
      String status =
          new String(visitor.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
      if (!status.endsWith("403")) {
        field.wrong("it gets '" + status + "'");
      }
    } catch (java.net.SocketTimeoutException e) {
      field.wrong("its visitor was let in");
    }
  }
}
