package org.ngrokd.client.pair;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ngrokd.client.testing.Daemon;

/**
 * Another proxy as a process on loopback, in front of a service, to be asked what becomes of a
 * request there.
 */
final class Oracle implements AutoCloseable {
  private final Daemon daemon;
  private final int port;

  private Oracle(Daemon daemon, int port) {
    this.daemon = daemon;
    this.port = port;
  }

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
  static Oracle haproxy(Path directory, int service) throws IOException, InterruptedException {
    int port = Daemon.freePort();
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
    return start(directory, port, program("haproxy").toString(), "-db", "-f", config.toString());
  }

  /** nginx, which speaks HTTP/1.1 to the service and passes Host on. */
  static Oracle nginx(Path directory, int service) throws IOException, InterruptedException {
    int port = Daemon.freePort();
    Path config = directory.resolve("nginx.conf");
    Files.writeString(
        config,
        """
        daemon off;
        master_process off;
        pid %1$s/nginx.pid;
        error_log %1$s/nginx.log;
        events { worker_connections 100; }
        http {
          access_log off;
          client_header_timeout 3s;
          client_body_timeout 3s;
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
          server {
            listen 127.0.0.1:%2$d;
            location / {
              proxy_pass http://127.0.0.1:%3$d;
              proxy_http_version 1.1;
              proxy_set_header Host $http_host;
            }
          }
        }
        """
            .formatted(directory, port, service));
    return start(directory, port, program("nginx").toString(), "-c", config.toString());
  }

  private static Oracle start(Path directory, int port, String... command)
      throws IOException, InterruptedException {
    Daemon daemon = Daemon.start(directory.resolve("oracle.out"), List.of(command));
    return new Oracle(daemon.awaitPort(port), port);
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    daemon.close();
  }
}
