package org.ngrokd.server.cluster.check;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import javax.net.ssl.SSLContext;
import org.ngrokd.server.cluster.check.Wire.Message;

/**
 * A client's connection to one node, and the service behind its tunnel, which answers with the
 * serial of the claim. It serves until the server ends it, also when its client has given it up.
 */
final class Home implements AutoCloseable {
  /** A server says something within this, or it is taken for gone. */
  private static final int SILENCE_MILLIS = 5_000;

  private static final int LONGEST_HEAD = 4_000;

  private final Way way;
  private final Surroundings around;
  private final int serial;
  private final Wire control;
  private final String clientId;
  private final Set<Wire> proxies = ConcurrentHashMap.newKeySet();
  private volatile boolean isClosed;
  private volatile long heardAt = System.nanoTime();

  /**
   * From where to where. Each client has an address, for the server is slow to refuse one often.
   */
  record Way(InetAddress from, InetSocketAddress server) {}

  /** What all homes have. */
  record Surroundings(SSLContext tls, ExecutorService threads, String token) {}

  private Home(Way way, Surroundings around, int serial, Wire control, String clientId) {
    this.way = way;
    this.around = around;
    this.serial = serial;
    this.control = control;
    this.clientId = clientId;
  }

  /**
   * Logs in.
   *
   * @param id as which; "" for a new one
   * @throws IOException when there is no answer, or a refusal
   */
  static Home at(Way way, Surroundings around, String id, int serial) throws IOException {
    Wire wire = Wire.to(way.server(), way.from(), around.tls(), SILENCE_MILLIS);
    try {
      Map<String, Object> auth = new HashMap<>();
      auth.put("Version", "2");
      auth.put("MmVersion", "1.7");
      auth.put("User", around.token());
      auth.put("Password", "");
      auth.put("OS", "linux");
      auth.put("Arch", "amd64");
      auth.put("ClientId", id);
      wire.send("Auth", auth);
      Message answer = wire.receive();
      String given = answer.text("ClientId");
      if (given.isEmpty()) {
        throw new IOException("refused: " + answer.text("Error"));
      }
      return new Home(way, around, serial, wire, given);
    } catch (IOException e) {
      wire.close();
      throw e;
    }
  }

  int serial() {
    return serial;
  }

  String clientId() {
    return clientId;
  }

  /**
   * Asks for a name.
   *
   * @return why it does not get it; "" when it does
   * @throws IOException when there is no answer
   */
  String claim(String name) throws IOException {
    Map<String, Object> wanted = new HashMap<>();
    wanted.put("ReqId", "1");
    wanted.put("Protocol", "http");
    wanted.put("Hostname", "");
    wanted.put("Subdomain", name);
    wanted.put("HttpAuth", "");
    wanted.put("RemotePort", 0);
    control.send("ReqTunnel", wanted);
    while (true) {
      Message message = control.receive();
      if (message.type().equals("NewTunnel")) {
        return message.text("Error");
      }
      heard(message);
    }
  }

  /** From now on it is on its own. */
  void live() {
    around.threads().execute(this::read);
  }

  private void read() {
    try {
      control.patience(0);
      while (true) {
        heard(control.receive());
      }
    } catch (IOException e) {
      close();
    }
  }

  private void heard(Message message) {
    heardAt = System.nanoTime();
    if (message.type().equals("ReqProxy")) {
      around.threads().execute(this::proxy);
    }
  }

  void ping() throws IOException {
    control.send("Ping", Map.of());
  }

  /** Whether the server has not ended it, and has said something lately. */
  boolean isThere() {
    return !isClosed && System.nanoTime() - heardAt < SILENCE_MILLIS * 1_000_000L;
  }

  private void proxy() {
    try (Wire proxy = Wire.to(way.server(), way.from(), around.tls(), 0)) {
      proxies.add(proxy);
      if (isClosed) {
        return;
      }
      proxy.send("RegProxy", Map.of("ClientId", clientId));
      if (proxy.receive().type().equals("StartProxy")) {
        serve(proxy);
      }
      proxies.remove(proxy);
    } catch (IOException e) {
      // not needed any more
    }
  }

  private void serve(Wire proxy) throws IOException {
    String body = Integer.toString(serial);
    byte[] reply =
        "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(body.length(), body)
            .getBytes(StandardCharsets.US_ASCII);
    while (head(proxy.in())) {
      proxy.out().write(reply);
    }
  }

  private static boolean head(InputStream in) throws IOException {
    int ends = 0;
    for (int length = 0; length < LONGEST_HEAD; length++) {
      int next = in.read();
      if (next < 0) {
        return false;
      }
      if (next == '\n') {
        ends++;
        if (ends == 2) {
          return true;
        }
      } else if (next != '\r') {
        ends = 0;
      }
    }
    return false;
  }

  @Override
  public void close() {
    isClosed = true;
    control.close();
    proxies.forEach(Wire::close);
  }
}
