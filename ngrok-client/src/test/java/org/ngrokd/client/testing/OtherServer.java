package org.ngrokd.client.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A server that somebody else has written, as a process on loopback.
 *
 * @param port where it listens
 */
public record OtherServer(Daemon daemon, int port) implements AutoCloseable {
  private static final String NGINX = "/usr/sbin/nginx";

  /** Starts it and waits until it listens. */
  public static OtherServer start(Path directory, int port, String... command)
      throws IOException, InterruptedException {
    Daemon daemon = Daemon.start(directory.resolve("server.out"), List.of(command));
    return new OtherServer(daemon.awaitPort(port), port);
  }

  /**
   * nginx, which keeps all its files in the directory.
   *
   * @param modules lines before all others, "" for none
   * @param http what its http block holds
   */
  public static OtherServer nginx(Path directory, int port, String modules, String http)
      throws IOException, InterruptedException {
    Path config =
        Files.writeString(
            directory.resolve("nginx.conf"),
            """
            %2$s
            daemon off;
            master_process off;
            pid %1$s/nginx.pid;
            error_log %1$s/nginx.log;
            events { worker_connections 100; }
            http {
              access_log off;
              client_body_temp_path %1$s/body;
              proxy_temp_path %1$s/proxy;
              fastcgi_temp_path %1$s/fastcgi;
              uwsgi_temp_path %1$s/uwsgi;
              scgi_temp_path %1$s/scgi;
              %3$s
            }
            """
                .formatted(directory, modules, http));
    return start(directory, port, NGINX, "-c", config.toString());
  }

  @Override
  public void close() {
    daemon.close();
  }
}
