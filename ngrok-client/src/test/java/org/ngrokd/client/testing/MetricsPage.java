package org.ngrokd.client.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A page of metrics, as {@code ngrokd} and {@code ngrok} serve it.
 *
 * @param values under their names, labels included
 */
public record MetricsPage(Map<String, Double> values) {
  private static final String LIMIT = "ngrokd_limit_reached_total{limit=\"";
  private static final int PATIENCE_MILLIS = 20_000;

  /** Reads the page of a program on this port of 127.0.0.1. */
  public static MetricsPage read(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket
          .getOutputStream()
          .write(
              "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String page = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!page.startsWith("HTTP/1.1 200 ")) {
        throw new IOException("metrics: " + page.lines().findFirst().orElse("nothing"));
      }
      return new MetricsPage(parse(page));
    }
  }

  private static Map<String, Double> parse(String page) {
    Map<String, Double> values = new HashMap<>();
    page.lines()
        .filter(line -> line.startsWith("ngrok"))
        .forEach(
            line -> {
              int space = line.lastIndexOf(' ');
              values.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
            });
    return values;
  }

  /** The value; 0 when there is none. */
  public long of(String name) {
    return values.getOrDefault(name, 0.0).longValue();
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** How often each limit was reached since then; only those that were. */
  public Map<String, Long> limitsSince(MetricsPage before) {
    Map<String, Long> reached = new TreeMap<>();
    values.forEach(
        (name, value) -> {
          long more = value.longValue() - before.of(name);
          if (name.startsWith(LIMIT) && more > 0) {
            reached.put(name.substring(LIMIT.length(), name.indexOf('"', LIMIT.length())), more);
          }
        });
    return reached;
  }
}
