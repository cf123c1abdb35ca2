package org.ngrokd.server.ssh.screen;

/** What a session shows of its connection's tunnels. Event loop of the connection. */
public interface Screen {
  /** A forward is open. */
  void opened(ShownForward forward);

  /** A forward is no longer open. */
  void closed(ShownForward forward);

  /** Something was refused, or has ended; a line, harmless or not. */
  void told(String why);

  /** The session is over. */
  void end();
}
