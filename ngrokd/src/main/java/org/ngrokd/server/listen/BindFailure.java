package org.ngrokd.server.listen;

import java.util.Locale;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.HostAndPort;

/** Says in one line why nothing can listen somewhere, and what to do. */
final class BindFailure {
  /** The system keeps the ports below for root. */
  private static final int FIRST_FREE_PORT = 1024;

  private BindFailure() {}

  /**
   * The line.
   *
   * @param what the listener's name, and its flag's
   */
  static String line(String what, HostAndPort address, Throwable cause) {
    String reason = Failures.oneLine(cause);
    boolean isForbidden =
        address.port() < FIRST_FREE_PORT
            && reason.toLowerCase(Locale.ROOT).contains("permission denied");
    return "Cannot listen on %s for %s connections: %s; %s"
        .formatted(address, what, reason, isForbidden ? threeCures(what, address) : change(what));
  }

  private static String change(String what) {
    return "stop what uses it, or choose another with -" + what + "Addr";
  }

  private static String threeCures(String what, HostAndPort address) {
    String java = ProcessHandle.current().info().command().orElse("JAVA");
    String library = System.getProperty("java.home", "JAVA_HOME") + "/lib"; // setcap hides it
    return ("ports below %d are root's. Either put AmbientCapabilities=CAP_NET_BIND_SERVICE into the"
            + " systemd unit, or as root 'setcap cap_net_bind_service=+ep %s' and %s into a file in"
            + " /etc/ld.so.conf.d, then ldconfig; or listen above with -%sAddr=:%d and send port %d"
            + " there (firewall, reverse proxy)")
        .formatted(FIRST_FREE_PORT, java, library, what, address.port() + 8000, address.port());
  }
}
