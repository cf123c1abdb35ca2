package org.ngrokd.client.pgrok;

import java.net.ConnectException;
import java.net.UnknownHostException;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.HostAndPort;

/** Why there is no connection by SSH, in words for the user. */
final class SshWords {
  private static final String SSH_PORT =
      "remote_addr has to be where pgrokd, or ngrokd with -sshAddr, takes ssh (usually port 2222)";

  private SshWords() {}

  static String unreachable(HostAndPort server, Throwable failure) {
    Throwable cause = Failures.unwrapped(failure);
    if (cause instanceof UnknownHostException) {
      return "Cannot reach " + server + ": " + Failures.oneLine(cause);
    }
    return cause instanceof ConnectException
        ? "Cannot reach " + server + ": nothing answers there; " + SSH_PORT
        : broken(server, cause);
  }

  static String broken(HostAndPort server, Throwable failure) {
    return "Cannot connect to " + server + ": " + Failures.oneLine(Failures.unwrapped(failure));
  }

  static String badToken(HostAndPort server) {
    return server
        + " refuses the token: take the one that its page shows, and write it with 'ngrok init"
        + " --remote-addr "
        + server
        + " --token TOKEN'";
  }

  /**
   * It speaks SSH, and knows nothing of tunnels.
   *
   * @param version what it calls itself
   */
  static String foreign(HostAndPort server, String version) {
    return server
        + " ("
        + Printable.field(version)
        + ") is no server of pgrok, nor ngrokd's gateway: "
        + SSH_PORT;
  }

  static String noTunnel(HostAndPort server, String protocol) {
    return server
        + " opens no "
        + protocol
        + " tunnel: it has no room or no port for it, or does not allow it to this account";
  }

  /**
   * @param farewell what the server said at the end, or ""
   */
  static String closed(HostAndPort server, String farewell) {
    return farewell.isEmpty()
        ? server + " closed the connection"
        : server + " closed the connection: " + Printable.sentence(farewell);
  }
}
