package org.ngrokd.client.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ngrokd.client.testing.Daemon;

/** ngrokd and ngrok as their launchers start them, with their defaults. */
final class OurPair implements Contender {
  private final Daemon server;
  private final Daemon client;
  private final int http;
  private final int tcp;

  private OurPair(Daemon server, Daemon client, int http, int tcp) {
    this.server = server;
    this.client = client;
    this.http = http;
    this.tcp = tcp;
  }

  /**
   * Starts them.
   *
   * @param scripts the directory of the launchers
   * @param home keeps the certificate, which other contenders use too
   */
  static OurPair start(Path scripts, Path home, Origin origin)
      throws IOException, InterruptedException {
    int http = Daemon.freePort();
    int tunnel = Daemon.freePort();
    int tcp = Daemon.freePort();
    Daemon server =
        Daemon.start(
            home.resolve("ngrokd.out"),
            List.of(
                "/usr/bin/env",
                "NGROKD_HOME=" + home.resolve("state"),
                scripts.resolve("ngrokd").toString(),
                "-rsa",
                "-domain=localhost",
                "-bind=127.0.0.1",
                "-httpAddr=127.0.0.1:" + http,
                "-httpsAddr=",
                "-tunnelAddr=127.0.0.1:" + tunnel));
    server.awaitPort(tunnel);
    Path config = home.resolve("ngrok.cfg");
    Files.writeString(
        config,
        """
        server_addr: localhost:%d
        root_cas: %s
        tunnels:
          web: {proto: {http: "127.0.0.1:%d"}}
          raw: {remote_port: %d, proto: {tcp: "127.0.0.1:%d"}}
        """
            .formatted(
                tunnel, home.resolve("state/certs/ca.crt"), origin.port(), tcp, origin.port()));
    Daemon client =
        Daemon.start(
            home.resolve("ngrok.out"),
            List.of(scripts.resolve("ngrok").toString(), "-config=" + config, "start-all"));
    client.awaitText("tcp://");
    return new OurPair(server, client, http, tcp);
  }

  @Override
  public String name() {
    return "ngrokd + ngrok";
  }

  @Override
  public Optional<Target> target(Load load) {
    return Optional.of(
        load.isTcp() ? new Target(tcp, "localhost") : new Target(http, "web.localhost"));
  }

  @Override
  public List<ProcessHandle> processes() {
    return List.of(server.handle(), client.handle());
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
