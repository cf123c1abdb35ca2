package org.ngrokd.client.pair;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * A local service that says what it was asked, with much to compress behind it; below {@code /fail}
 * it fails.
 */
final class AgentService implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  AgentService() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.setExecutor(threads);
    server.createContext("/", AgentService::answer);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private static void answer(HttpExchange asked) throws IOException {
    String heads =
        asked.getRequestHeaders().entrySet().stream()
            .map(each -> each.getKey().toLowerCase(java.util.Locale.ROOT) + ": " + each.getValue())
            .collect(Collectors.joining("\n"));
    byte[] body =
        ("the service saw\n" + heads + "\n" + "x".repeat(5000)).getBytes(StandardCharsets.UTF_8);
    asked.getResponseHeaders().set("Content-Type", "text/plain");
    asked.getResponseHeaders().set("X-Of-Service", "here");
    asked.sendResponseHeaders(
        asked.getRequestURI().getPath().startsWith("/fail") ? 500 : 200, body.length);
    asked.getResponseBody().write(body);
    asked.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
