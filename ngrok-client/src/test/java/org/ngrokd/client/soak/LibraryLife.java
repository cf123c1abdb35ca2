package org.ngrokd.client.soak;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.ngrokd.client.NgrokClient;
import org.ngrokd.client.OpenTunnel;
import org.ngrokd.client.TunnelSpec;

/** A client in this process. */
final class LibraryLife implements Member.Life {
  private final String name;
  private final int serverPort;
  private final Path ca;
  private final int localPort;
  private final boolean withTcp;
  private volatile @Nullable NgrokClient client;

  LibraryLife(String name, int serverPort, Path ca, int localPort, boolean withTcp) {
    this.name = name;
    this.serverPort = serverPort;
    this.ca = ca;
    this.localPort = localPort;
    this.withTcp = withTcp;
  }

  @Override
  public void begin() {
    NgrokClient.Builder builder =
        NgrokClient.builder()
            .serverAddr("localhost:" + serverPort)
            .rootCas(ca)
            .startTimeout(Duration.ofSeconds(60))
            .tunnel(TunnelSpec.httpAndHttps(":" + localPort).subdomain(name));
    if (withTcp) {
      builder.tunnel(TunnelSpec.tcp(":" + localPort));
    }
    client = builder.start();
  }

  @Override
  public void kill() {
    end();
  }

  @Override
  public void end() {
    NgrokClient running = client;
    client = null;
    if (running != null) {
      running.close();
    }
  }

  @Override
  public int tcpPort() {
    NgrokClient running = client;
    return running == null
        ? 0
        : running.tunnels().stream()
            .filter(tunnel -> tunnel.protocol().equals("tcp"))
            .map(OpenTunnel::url)
            .map(url -> Integer.parseInt(url.substring(url.lastIndexOf(':') + 1)))
            .findFirst()
            .orElse(0);
  }
}
