package org.ngrokd.client.config;

import java.util.List;
import org.ngrokd.kit.config.ConfigException;
import org.ngrokd.kit.config.ConfigSection;

/** Knows a config file of ngrok 2 or 3, which may lie where ours is looked for. */
final class LaterFile {
  /** Keys that neither 1.7 nor we have. */
  private static final List<String> THEIRS =
      List.of("authtoken", "agent", "region", "endpoints", "web_addr", "console_ui");

  private LaterFile() {}

  /**
   * Refuses such a file.
   *
   * @throws ConfigException in one line, with what to do
   */
  static void refuse(ConfigSection root, String file) {
    String version = root.isGroup("version") ? "" : root.scalar("version");
    boolean says = version.equals("2") || version.equals("3");
    boolean looks =
        !root.has("server_addr")
            && (THEIRS.stream().anyMatch(root::has)
                || root.groups("tunnels").stream().anyMatch(LaterFile::isTheirs));
    if (says || looks) {
      throw new ConfigException(
          file
              + ": this is a config file of ngrok "
              + (says ? version : "2 or 3")
              + ", whose servers this program does not know. It needs a file of its own, with"
              + " 'server_addr: HOST:4443' and 'tunnels: {NAME: {proto: {http: PORT}}}', at"
              + " $HOME/.ngrok or where -config says");
    }
  }

  private static boolean isTheirs(ConfigSection tunnel) {
    return tunnel.has("addr") && !tunnel.isGroup("proto");
  }
}
