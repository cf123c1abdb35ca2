package org.ngrokd.client.pair;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.ngrokd.client.testing.LocalService;

/**
 * A service that keeps its connections, numbers them, and tells visitors the number of theirs. Its
 * paths choose how it answers.
 */
final class NumberedService implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *([0-9]+)");

  private final LocalService service;
  private final AtomicInteger connections = new AtomicInteger();
  private final Map<Integer, Socket> open = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> heads = new CopyOnWriteArrayList<>();

  NumberedService() {
    service = LocalService.with(this::handle);
  }

  /** One that speaks TLS. */
  NumberedService(SSLContext context) {
    service = LocalService.withTls(context, this::handle);
  }

  /** "127.0.0.1:port". */
  String address() {
    return service.address();
  }

  /** How many connections there were. */
  int connections() {
    return connections.get();
  }

  /** How many there are. */
  int open() {
    return open.size();
  }

  /** What was asked: "1 GET /path" for the first connection. */
  List<String> asked() {
    return asked;
  }

  /** The heads of requests, as they came. */
  List<String> heads() {
    return heads;
  }

  /** Says something on a connection without being asked. */
  void says(int connection, String text) throws IOException {
    Socket socket = open.get(connection);
    if (socket == null) {
      throw new IOException("connection " + connection + " has gone");
    }
    write(socket, text);
  }

  private void handle(Socket connection) throws IOException {
    int number = connections.incrementAndGet();
    open.put(number, connection);
    try {
      boolean goesOn = true;
      for (int requests = 1; goesOn; requests++) {
        goesOn = serve(connection, number, requests);
      }
    } finally {
      open.remove(number);
    }
  }

  private boolean serve(Socket connection, int number, int requests) throws IOException {
    InputStream in = connection.getInputStream();
    String head = LocalService.head(in);
    String[] line = head.split(" ", 3);
    Matcher length = LENGTH.matcher(head);
    if (length.find()) {
      in.readNBytes(Integer.parseInt(length.group(1)));
    }
    asked.add(number + " " + line[0] + " " + line[1]);
    heads.add(head);
    return reply(connection, line[1], number, requests);
  }

  private static boolean reply(Socket connection, String path, int number, int requests)
      throws IOException {
    String body = "on " + number;
    String length = "Content-Length: " + body.length() + "\r\n\r\n" + body;
    switch (path) {
      case "/vanish" -> {
        if (requests > 1) {
          return false;
        }
        write(connection, "HTTP/1.1 200 OK\r\n" + length);
      }
      case "/gone" -> {
        return false;
      }
      case "/close" -> {
        write(connection, "HTTP/1.1 200 OK\r\nConnection: close\r\n" + length);
        return false;
      }
      case "/old" -> {
        write(connection, "HTTP/1.0 200 OK\r\n\r\n" + body);
        return false;
      }
      case "/ntlm" ->
          write(connection, "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: NTLM\r\n" + length);
      case "/chunked" ->
          write(
              connection,
              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                  + Integer.toHexString(body.length())
                  + "\r\n"
                  + body
                  + "\r\n0\r\n\r\n");
      case "/socket" -> {
        write(
            connection,
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
                + body);
        connection.getInputStream().transferTo(connection.getOutputStream());
        return false;
      }
      default -> write(connection, "HTTP/1.1 200 OK\r\n" + length);
    }
    return true;
  }

  private static void write(Socket connection, String text) throws IOException {
    connection.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    connection.getOutputStream().flush();
  }

  @Override
  public void close() throws IOException {
    service.close();
  }
}
