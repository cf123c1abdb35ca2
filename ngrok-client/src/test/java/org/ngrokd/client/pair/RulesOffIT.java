package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.client.program.Main;
import org.ngrokd.client.testing.Daemon;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.protocol.testing.Visitor;

/**
 * Who asks for no compression, no gate, no HTTP/2 and no converter does not pay for them; nor does
 * anybody wait for what is made anew at each start.
 */
@SuppressWarnings("try") // the client is there until the end
class RulesOffIT {
  private static final String OF_RULES =
      "(org\\.ngrokd\\.client\\.(compress|gate|http2|websocket)\\."
          + "|com\\.aayushatharva\\.|com\\.github\\.luben\\.|com\\.google\\.re2j\\.).*";

  /** Makes the equals and hashCode of a record out of method handles, at each start. */
  private static final String OF_RECORDS = "java\\.lang\\.runtime\\.ObjectMethods.*";

  @Test
  void nothingOfThemIsLoaded(@TempDir Path directory) throws Exception {
    Path classes = directory.resolve("classes.log");
    String reply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi";
    try (Pair pair = Pair.start();
        LocalService service =
            LocalService.with(
                connection -> {
                  LocalService.head(connection.getInputStream());
                  connection
                      .getOutputStream()
                      .write(reply.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                })) {
      Path config =
          Files.writeString(
              directory.resolve("ngrok.cfg"),
              """
              server_addr: localhost:%d
              root_cas: %s
              inspect_addr: disabled
              tunnels:
                web: {subdomain: web, proto: {http: %d}}
              """
                  .formatted(pair.port("tunnel"), pair.ca(), service.port()));
      try (Daemon unused =
              Daemon.start(
                      directory.resolve("ngrok.out"),
                      List.of(
                          System.getProperty("java.home") + "/bin/java",
                          "-Xshare:off",
                          "-Xlog:class+load:file=" + classes,
                          "-cp",
                          System.getProperty("java.class.path"),
                          Main.class.getName(),
                          "-config",
                          config.toString(),
                          "-log",
                          "stdout",
                          "start-all"))
                  .awaitText("Tunnel established");
          Visitor visitor = Visitor.connect(pair.port("http"))) {
        visitor.send("GET / HTTP/1.1\r\nHost: web.localhost\r\n\r\n").expect(reply);
      }
    }

    List<String> loaded =
        Files.readAllLines(classes).stream()
            .map(line -> line.replaceFirst("^(\\[[^]]*])+ ", "").split(" ", 2)[0])
            .toList();
    assertThat(loaded).contains("org.ngrokd.client.service.LocalService");
    assertThat(loaded).filteredOn(name -> name.matches(OF_RULES)).isEmpty();
    assertThat(loaded).filteredOn(name -> name.matches(OF_RECORDS)).isEmpty();
  }
}
