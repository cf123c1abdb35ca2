package org.ngrokd.client.siege;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A visitor says behind its body who it is, where the server's own word should stand. */
final class ForgedTrailers implements Attack {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final String REQUEST =
      "POST / HTTP/1.1\r\nHost: trailers.localhost\r\nTransfer-Encoding: chunked\r\n"
          + "Trailer: X-Forwarded-For\r\n\r\n1\r\nx\r\n0\r\nX-Forwarded-For: 6.6.6.6\r\n"
          + "X-Forwarded-Proto: https\r\nX-Real-Ip: 6.6.6.6\r\nForwarded: for=6.6.6.6\r\n\r\n";

  @Override
  public String name() {
    return "X-Forwarded-For in trailers";
  }

  @Override
  public void run(Field field) throws IOException {
    HostileClient client = field.client(Accounts.FOE);
    client.tunnel("http", "trailers");
    Wire proxy = client.proxy();
    try (Socket visitor = Sockets.plain(field.ports().http(), field.address(), PATIENCE_MILLIS)) {
      field.cost().connection();
      visitor.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
      field.cost().bytes(REQUEST.length());
      proxy.receive();
      proxy.socket().setSoTimeout(500);
      String seen = read(proxy);
      if (seen.contains("6.6.6.6")) {
        field.wrong(
            "the service saw " + seen.substring(seen.indexOf("0\r\n")).replaceAll("\\s+", " "));
      }
    }
  }

  /** Until nothing more comes. */
  private static String read(Wire proxy) {
    StringBuilder seen = new StringBuilder();
    try {
      for (int next = proxy.in().read(); next >= 0; next = proxy.in().read()) {
        seen.append((char) next);
      }
    } catch (IOException e) {
      // silent now, or refused
    }
    return seen.toString();
  }
}
