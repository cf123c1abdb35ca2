package org.ngrokd.client.pair;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ngrokd.client.testing.OtherServer;
import org.ngrokd.protocol.testing.FreePort;

/** Other proxies in front of a service, to be asked what becomes of a request there. */
final class Oracle {
  private Oracle() {}

  /** Where Debian puts it. */
  private static Path program(String name) {
    return Path.of("/usr/sbin", name);
  }

  /** Whether the program is installed and says that it is of this version. */
  static boolean isThere(String name, String flag, String version) throws IOException {
    if (!Files.isExecutable(program(name))) {
      return false;
    }
    Process asked =
        new ProcessBuilder(program(name).toString(), flag).redirectErrorStream(true).start();
    try (var said = asked.inputReader()) {
      return said.lines().anyMatch(line -> line.contains(version));
    }
  }

  /** HAProxy, each request on a connection of its own to the service. */
  static OtherServer haproxy(Path directory, int service) throws IOException, InterruptedException {
    int port = FreePort.tcp();
    Path config = directory.resolve("haproxy.cfg");
    Files.writeString(
        config,
        """
        global
          maxconn 100
        defaults
          mode http
          option httpclose
          timeout connect 5s
          timeout client 5s
          timeout server 5s
          timeout http-request 3s
        listen edge
          bind 127.0.0.1:%d
          server service 127.0.0.1:%d
        """
            .formatted(port, service));
    return OtherServer.start(
        directory, port, program("haproxy").toString(), "-db", "-f", config.toString());
  }

  /** nginx, which speaks HTTP/1.1 to the service and passes Host on. */
  static OtherServer nginx(Path directory, int service) throws IOException, InterruptedException {
    int port = FreePort.tcp();
    return OtherServer.nginx(
        directory,
        port,
        "",
        """
        client_header_timeout 3s;
        client_body_timeout 3s;
        server {
          listen 127.0.0.1:%d;
          location / {
            proxy_pass http://127.0.0.1:%d;
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
          }
        }
        """
            .formatted(port, service));
  }
}
