package org.ngrokd.client.soak;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ExecutorService;

/**
 * The local service behind a tunnel. It says in every reply which one it is, so that a request that
 * went astray is noticed.
 *
 * <pre>
 *   GET /SEED/LENGTH    that many bytes of that seed
 *   POST /SEED/LENGTH   the same in the request's body, which is compared
 *   GET /ws             an upgrade, then everything comes back
 *   "T" SEED LENGTH     no HTTP: the bytes come in and go back at the same time
 * </pre>
 */
final class SoakService implements AutoCloseable {
  private final String name;
  private final ServerSocket socket;
  private final ExecutorService threads;
  private final Tally tally;

  SoakService(String name, ExecutorService threads, Tally tally) throws IOException {
    this.name = name;
    this.threads = threads;
    this.tally = tally;
    this.socket = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        threads.execute(() -> serve(connection));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(connection.getInputStream());
      in.mark(1);
      int first = in.read();
      if (first == 'T') {
        echo(new DataInputStream(in), connection.getOutputStream());
      } else if (first >= 0) {
        in.reset();
        requests(in, connection.getOutputStream());
      }
    } catch (WrongBytesException e) {
      tally.wrong("request to " + name + ": " + e.getMessage());
    } catch (IOException e) {
      tally.count("service: connections lost");
    }
  }

  private static void echo(DataInputStream in, OutputStream out) throws IOException {
    long seed = in.readLong();
    long length = in.readLong();
    Payload.read(in, seed, length);
    Payload.write(out, seed + 1, length);
  }

  private void requests(InputStream in, OutputStream out) throws IOException {
    for (Map<String, String> head = Lines.head(in); !head.isEmpty(); head = Lines.head(in)) {
      String[] line = head.getOrDefault("", "").split(" ", -1);
      if (line[1].equals("/ws")) {
        webSocket(in, out);
        return;
      }
      String[] path = line[1].split("/", -1);
      reply(line[0], head, Long.parseLong(path[1]), Long.parseLong(path[2]), in, out);
    }
  }

  private void reply(
      String method,
      Map<String, String> head,
      long seed,
      long length,
      InputStream in,
      OutputStream out)
      throws IOException {
    if (method.equals("POST")) {
      Payload.read(in, seed, Long.parseLong(head.getOrDefault("content-length", "0")));
    }
    long answer = method.equals("POST") ? 0 : length;
    out.write(
        Lines.bytes(
            "HTTP/1.1 200 OK\r\nX-Service: "
                + name
                + "\r\nX-Seed: "
                + seed
                + "\r\nContent-Length: "
                + answer
                + "\r\n\r\n"));
    Payload.write(out, seed, answer);
  }

  private void webSocket(InputStream in, OutputStream out) throws IOException {
    out.write(
        Lines.bytes(
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "X-Service: "
                + name
                + "\r\n\r\n"));
    in.transferTo(out);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
