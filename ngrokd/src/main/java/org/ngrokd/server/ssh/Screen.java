package org.ngrokd.server.ssh;

import java.util.List;

/** What a session shows of its connection's tunnels. Event loop of the connection. */
interface Screen {
  /** A forward is open at these addresses. */
  void opened(List<String> urls);

  /** Something was refused, or has ended; a line. */
  void refused(String why);
}
