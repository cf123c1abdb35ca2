package org.ngrokd.client.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ngrokd.client.testing.Daemon;
import org.ngrokd.protocol.testing.FreePort;

/** nginx, the service behind every contender: a page of 1 KiB, a large file, and uploads. */
final class Origin implements AutoCloseable {
  static final long BIG = 512L << 20;

  /** In bytes, of /huge; a file of holes. */
  static final long HUGE = 3L << 30;

  private final int port;
  private final Path big;
  private final Daemon nginx;

  private Origin(int port, Path big, Daemon nginx) {
    this.port = port;
    this.big = big;
    this.nginx = nginx;
  }

  static Origin start(Path directory) throws IOException, InterruptedException {
    Path www = Files.createDirectories(directory.resolve("www"));
    Files.writeString(www.resolve("1k"), "x".repeat(1024));
    Path big = www.resolve("big");
    try (RandomAccessFile file = new RandomAccessFile(big.toFile(), "rw")) {
      file.setLength(BIG);
    }
    try (RandomAccessFile file = new RandomAccessFile(www.resolve("huge").toFile(), "rw")) {
      file.setLength(HUGE);
    }
    int port = FreePort.tcp();
    int sink = FreePort.tcp();
    Path config = directory.resolve("nginx.conf");
    Files.writeString(
        config,
        """
        daemon off;
        worker_processes 1;
        pid %1$s/nginx.pid;
        error_log %1$s/nginx.log;
        worker_rlimit_nofile 20000;
        events { worker_connections 16000; }
        http {
          access_log off;
          sendfile on;
          keepalive_requests 100000000;
          keepalive_timeout 600s;
          client_max_body_size 2g;
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
          root %1$s/www;
          server {
            listen 127.0.0.1:%2$d backlog=4096;
            location / { }
            location /up {
              client_body_buffer_size 64k;
              proxy_request_buffering off;
              proxy_pass http://127.0.0.1:%3$d;
            }
          }
          server {
            listen 127.0.0.1:%3$d;
            location / { return 200; }
          }
        }
        """
            .formatted(directory, port, sink));
    directory.toFile().setExecutable(true, false); // nginx's worker is another user
    www.toFile().setExecutable(true, false);
    Daemon nginx =
        Daemon.start(
            directory.resolve("nginx.out"), List.of("/usr/sbin/nginx", "-c", config.toString()));
    return new Origin(port, big, nginx.awaitPort(port));
  }

  int port() {
    return port;
  }

  /** The file that uploads send. */
  Path big() {
    return big;
  }

  @Override
  public void close() {
    nginx.close();
  }
}
