package org.ngrokd.client.pair;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.ngrokd.client.config.AgentOptions;
import org.ngrokd.client.config.HealthCheck;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.config.TunnelConfig.Options;
import org.ngrokd.client.config.Upstream;
import org.ngrokd.client.config.UpstreamOptions;
import org.ngrokd.client.testing.LocalService;

/** Local services that say their names, and tunnels to them that share one. */
final class Members implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;

  private final List<Member> all = new ArrayList<>();

  /** One of them. */
  static final class Member {
    final AtomicInteger served = new AtomicInteger();
    final CountDownLatch release = new CountDownLatch(1);
    volatile boolean isWell = true;
    volatile boolean isSlow;
    private final String name;
    private final LocalService service;

    Member(String name) {
      this.name = name;
      this.service = LocalService.with(this::serve);
    }

    private void serve(Socket connection) throws IOException {
      connection.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(connection.getInputStream());
      while (true) {
        String path = LocalService.head(in).split(" ", 3)[1];
        boolean isCheck = path.equals("/healthz");
        if (!isCheck) {
          served.incrementAndGet();
          awaitRelease();
        }
        String status = isCheck && !isWell ? "500 Out of order" : "200 OK";
        String reply =
            "HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s".formatted(status, name.length(), name);
        connection.getOutputStream().write(reply.getBytes(StandardCharsets.ISO_8859_1));
      }
    }

    private void awaitRelease() throws IOException {
      try {
        if (isSlow) {
          release.await();
        }
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    /** A tunnel to it that others may share. */
    TunnelConfig pooled(String protocol, String subdomain, int port) {
      return tunnel(protocol, subdomain, port, AgentOptions.NONE.withPool(true));
    }

    TunnelConfig tunnel(String protocol, String subdomain, int port, AgentOptions agent) {
      Map<String, LocalAddress> services = new LinkedHashMap<>();
      for (String each : protocol.split("\\+", -1)) {
        services.put(each, LocalAddress.parse(service.address()));
      }
      return new TunnelConfig(
          "web", services, subdomain, "", Options.NONE.withRemotePort(port).withAgent(agent));
    }

    /** The same with a check of this path every second. */
    static TunnelConfig checked(TunnelConfig tunnel, String path) {
      HealthCheck check = new HealthCheck(path, Duration.ofSeconds(1), Duration.ofSeconds(1));
      return tunnel.withOptions(
          tunnel
              .options()
              .withUpstream(
                  Upstream.PLAIN.withOptions(UpstreamOptions.NONE.withHealth(Optional.of(check)))));
    }

    void close() throws IOException {
      release.countDown();
      service.close();
    }
  }

  Member add(String name) {
    Member member = new Member(name);
    all.add(member);
    return member;
  }

  /** A visitor who asks on and on, on one connection. */
  static final class Asking implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    Asking(Socket socket) throws IOException {
      this.socket = socket;
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      this.in = new BufferedInputStream(socket.getInputStream());
    }

    static Asking at(int port) throws IOException {
      return new Asking(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    void send(String host, String... lines) throws IOException {
      String more = lines.length == 0 ? "" : String.join("\r\n", lines) + "\r\n";
      String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\n" + more + "\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Whether something of a reply has come. */
    boolean hasReply() throws IOException {
      return in.available() > 0;
    }

    /** The next reply: its head, and its body behind that. */
    String reply() throws IOException {
      String head = LocalService.head(in);
      int at = head.indexOf("Content-Length: ") + "Content-Length: ".length();
      int length = Integer.parseInt(head.substring(at, head.indexOf('\r', at)));
      return head + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    /** Who has replied; the status line where it is another than 200. */
    String who(String host, String... lines) throws IOException {
      send(host, lines);
      String reply = reply();
      return reply.startsWith("HTTP/1.1 200 ")
          ? reply.substring(reply.indexOf("\r\n\r\n") + 4)
          : reply.lines().findFirst().orElse("");
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** Who replies to a new visitor. */
  static String ask(int port, String host, String... lines) throws IOException {
    try (Asking asking = Asking.at(port)) {
      return asking.who(host, lines);
    }
  }

  @Override
  public void close() throws IOException {
    for (Member each : all) {
      each.close();
    }
  }
}
