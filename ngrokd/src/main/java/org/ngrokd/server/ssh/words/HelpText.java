package org.ngrokd.server.ssh.words;

import java.util.List;

/** What {@code ssh -p PORT DOMAIN help} prints. */
public final class HelpText {
  private HelpText() {}

  /**
   * The lines, with commands that work when pasted.
   *
   * @param domain the server's
   * @param port on which the gateway listens
   */
  public static List<String> of(String domain, int port) {
    return List.of("ssh -p " + port + " -R 80:localhost:3000 " + domain);
  }
}
