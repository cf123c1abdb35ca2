package org.ngrokd.client.siege;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** A well-behaved client as 1.7's: one connection for each visitor. On blocking threads. */
final class OldClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;
  private static final int PING_SECONDS = 20;
  private static final int BUFFER = 16 * 1024;

  private final String name;
  private final String token;
  private final Place place;
  private final ExecutorService threads;
  private volatile Wire control;
  private volatile String id = "";
  private volatile boolean closed;

  /**
   * Where it is.
   *
   * @param farMillis what it takes longer to open a connection, in ms, as from far away: its
   *     visitors have to wait for one
   */
  record Place(int serverPort, int localPort, int farMillis) {}

  /** Connects, and returns when its http and https tunnels of this name are open. */
  OldClient(String name, String token, Place place, ExecutorService threads) throws IOException {
    this.name = name;
    this.token = token;
    this.place = place;
    this.threads = threads;
    this.control = begin();
    threads.execute(this::serve);
    threads.execute(this::ping);
  }

  private Wire begin() throws IOException {
    Wire wire = wire();
    wire.send(auth(token, id, ""));
    String answer = wire.receive();
    id = Wire.field(answer, "ClientId");
    if (id.isEmpty()) {
      throw new IOException("refused: " + answer);
    }
    wire.send(
        Wire.message(
            "ReqTunnel",
            "{\"ReqId\":\"7\",\"Protocol\":\"http+https\",\"Hostname\":\"\",\"Subdomain\":\""
                + name
                + "\",\"HttpAuth\":\"\",\"RemotePort\":0}"));
    int open = 0;
    while (open < 2) {
      String message = wire.receive();
      if (message.contains("NewTunnel")) {
        if (!Wire.field(message, "Error").isEmpty()) {
          throw new IOException(message);
        }
        open++;
      } else {
        asked(message);
      }
    }
    return wire;
  }

  /** As 1.7's, for whoever says who it is. */
  static String auth(String token, String id, String extensions) {
    return Wire.message(
        "Auth",
        "{\"Version\":\"2\",\"MmVersion\":\"1.7\",\"User\":\""
            + token
            + "\",\"Password\":\"\",\"OS\":\"linux\",\"Arch\":\"amd64\",\"ClientId\":\""
            + id
            + "\""
            + (extensions.isEmpty() ? "" : ",\"Extensions\":[" + extensions + "]")
            + "}");
  }

  private Wire wire() throws IOException {
    return new Wire(Sockets.tls(place.serverPort(), "localhost", "127.0.0.1", PATIENCE_MILLIS));
  }

  private void serve() {
    while (!closed) {
      try {
        while (true) {
          asked(control.receive());
        }
      } catch (IOException e) {
        comeBack();
      }
    }
  }

  private void comeBack() {
    control.close();
    while (!closed) {
      try {
        TimeUnit.MILLISECONDS.sleep(500);
        control = begin();
        return;
      } catch (IOException e) {
        // the server is not there yet
      } catch (InterruptedException e) {
        closed = true;
      }
    }
  }

  private void asked(String message) {
    if (message.contains("\"ReqProxy\"")) {
      threads.execute(this::proxy);
    }
  }

  private void ping() {
    while (!closed) {
      try {
        TimeUnit.SECONDS.sleep(PING_SECONDS);
        control.send(Wire.message("Ping", "{}"));
      } catch (IOException e) {
        // the reader sees it too
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void proxy() {
    try {
      TimeUnit.MILLISECONDS.sleep(place.farMillis());
    } catch (InterruptedException e) {
      return;
    }
    try (Wire proxy = wire()) {
      proxy.send(Wire.message("RegProxy", "{\"ClientId\":\"" + id + "\"}"));
      if (proxy.receive().contains("\"StartProxy\"")) {
        try (Socket local = Sockets.plain(place.localPort(), "127.0.0.1", PATIENCE_MILLIS)) {
          relay(proxy, local);
        }
      }
    } catch (IOException e) {
      // not needed any more
    }
  }

  private void relay(Wire proxy, Socket local) throws IOException {
    threads.execute(
        () -> {
          try {
            copy(proxy.in(), local.getOutputStream());
          } catch (IOException e) {
            // the other direction ends both
          }
          Sockets.reset(local);
        });
    copy(local.getInputStream(), proxy.out());
  }

  private static void copy(InputStream from, OutputStream to) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
      to.write(buffer, 0, read);
    }
  }

  @Override
  public void close() {
    closed = true;
    control.close();
  }
}
