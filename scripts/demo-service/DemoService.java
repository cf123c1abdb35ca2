import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * The service at home of scripts/demo: one page on a free loopback port, which it prints.
 *
 * <p>Run without compiling: {@code java DemoService.java "text of the page"}.
 */
public final class DemoService {
  private DemoService() {}

  public static void main(String[] arguments) throws IOException {
    byte[] page = (arguments[0] + "\n").getBytes(StandardCharsets.UTF_8);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    server.start();
    System.out.println("Listening on " + server.getAddress().getPort());
  }
}
