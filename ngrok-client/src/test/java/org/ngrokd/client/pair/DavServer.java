package org.ngrokd.client.pair;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.ngrokd.client.testing.OtherServer;
import org.ngrokd.protocol.testing.FreePort;

/** Debian's web servers that speak WebDAV. */
final class DavServer {
  private static final String APACHE = "/usr/sbin/apache2";
  private static final String APACHE_MODULES = "/usr/lib/apache2/modules/";
  private static final String NGINX = "/usr/sbin/nginx";
  private static final String NGINX_MODULE = "/usr/lib/nginx/modules/ngx_http_dav_ext_module.so";

  private DavServer() {}

  static boolean isApacheThere() {
    return Files.isExecutable(Path.of(APACHE))
        && Files.exists(Path.of(APACHE_MODULES, "mod_dav_fs.so"));
  }

  static boolean isNginxThere() {
    return Files.isExecutable(Path.of(NGINX)) && Files.exists(Path.of(NGINX_MODULE));
  }

  /** Apache with mod_dav; it wants an account of its own where it is started by root. */
  static OtherServer apache(Path directory) throws IOException, InterruptedException {
    int port = FreePort.tcp();
    open(directory);
    open(Files.createDirectory(directory.resolve("files")));
    open(Files.createDirectory(directory.resolve("locks")));
    Path config = directory.resolve("apache.conf");
    Files.writeString(
        config,
        """
        ServerRoot %1$s
        ServerName localhost
        Listen 127.0.0.1:%2$d
        PidFile %1$s/pid
        ErrorLog %1$s/error.log
        LoadModule mpm_event_module %3$smod_mpm_event.so
        LoadModule authz_core_module %3$smod_authz_core.so
        LoadModule dav_module %3$smod_dav.so
        LoadModule dav_fs_module %3$smod_dav_fs.so
        User www-data
        Group www-data
        DavLockDB %1$s/locks/db
        DocumentRoot %1$s/files
        <Directory %1$s/files>
          Require all granted
          Dav On
        </Directory>
        """
            .formatted(directory, port, APACHE_MODULES));
    return OtherServer.start(directory, port, APACHE, "-DFOREGROUND", "-f", config.toString());
  }

  /** nginx with the module for the rest of WebDAV; it cannot do all of it. */
  static OtherServer nginx(Path directory) throws IOException, InterruptedException {
    int port = FreePort.tcp();
    open(directory);
    open(Files.createDirectory(directory.resolve("files")));
    return OtherServer.nginx(
        directory,
        port,
        "load_module " + NGINX_MODULE + ";",
        """
        dav_ext_lock_zone zone=locks:1m;
        server {
          listen 127.0.0.1:%2$d;
          root %1$s/files;
          dav_methods PUT DELETE MKCOL COPY MOVE;
          dav_ext_methods PROPFIND OPTIONS LOCK UNLOCK;
          dav_ext_lock zone=locks;
        }
        """
            .formatted(directory, port));
  }

  /** The server's account is another than that of the test. */
  private static void open(Path directory) throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
  }
}
