package org.ngrokd.server.ssh.screen;

/** Where a screen is written: a session's output. Event loop of the connection. */
public interface Sheet {
  /** Whether all that was written has been taken by the client. */
  boolean isIdle();

  /** Runs it when all that was written has been taken; the last one asked for only. */
  void whenIdle(Runnable idle);

  void write(String text);
}
