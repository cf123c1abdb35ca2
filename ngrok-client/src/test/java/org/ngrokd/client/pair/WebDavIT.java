package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.client.TunnelSpec;
import org.ngrokd.client.testing.OtherServer;

/**
 * The tests of litmus against real WebDAV servers, straight and through a tunnel. Skipped where
 * litmus or the server is not installed.
 */
class WebDavIT {
  private final Pair pair = Pair.start();

  @TempDir Path directory;

  @BeforeEach
  void litmusIsThere() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/litmus")), "litmus is not installed");
  }

  @AfterEach
  void stop() {
    pair.close();
  }

  @Test
  void apachePassesAllByHttpAndByHttps() throws Exception {
    assumeTrue(DavServer.isApacheThere(), "Apache is not installed");
    try (OtherServer apache = DavServer.apache(directory)) {
      tunnel(apache);

      List<String> straight = litmus("http", apache.port());

      assertThat(straight).hasSize(5).allMatch(line -> line.contains(" 0 failed"));
      assertThat(litmus("http", pair.port("http"))).isEqualTo(straight);
      assertThat(litmus("https", pair.port("https"))).isEqualTo(overTls(straight));
    }
  }

  @Test
  void nginxDoesThroughTheTunnelWhatItDoesWithout() throws Exception {
    assumeTrue(DavServer.isNginxThere(), "nginx has no module for WebDAV");
    try (OtherServer nginx = DavServer.nginx(directory)) {
      tunnel(nginx);

      List<String> straight = litmus("http", nginx.port());

      assertThat(straight).hasSize(5);
      assertThat(litmus("http", pair.port("http"))).isEqualTo(straight);
      assertThat(litmus("https", pair.port("https"))).isEqualTo(overTls(straight));
    }
  }

  /** The one test of a request that waits for 100 is for plain connections. */
  private static List<String> overTls(List<String> straight) {
    return straight.stream()
        .map(line -> line.replace("of 4 tests run: 4 passed", "of 3 tests run: 3 passed"))
        .toList();
  }

  private void tunnel(OtherServer server) {
    pair.client(TunnelSpec.httpAndHttps("127.0.0.1:" + server.port()).hostname("localhost"));
  }

  /** How many tests of each of its five programs passed. */
  private List<String> litmus(String scheme, int port) throws IOException {
    Process litmus =
        new ProcessBuilder("litmus", "-k", scheme + "://localhost:" + port + "/")
            .directory(Files.createTempDirectory(directory, "litmus").toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(litmus.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return said.lines().filter(line -> line.startsWith("<- summary for")).toList();
  }
}
