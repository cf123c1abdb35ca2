package org.ngrokd.server.admin;

import org.ngrokd.server.tunnel.Holder;

/** What an administrator has to know besides. */
final class Advice {
  private Advice() {}

  /** How long a client that was sent away stays so, and what keeps it away for good. */
  static String toKeepAway(Holder.About client) {
    String comesBack =
        client.client().equals("ssh")
            ? "It may come back at once."
            : "It does not come back by itself (one of 1.7 not for 10 minutes), but its person may"
                + " start it again.";
    String cure =
        client.account().isEmpty()
            ? "To keep it away, let in only those with a token (-authFile), or close the firewall"
                + " for its address."
            : "To keep it away, take its token from %s: 'ngrokd user disable %s', or its entry in the -authFile."
                .formatted(client.account(), client.account());
    return comesBack + " " + cure;
  }
}
