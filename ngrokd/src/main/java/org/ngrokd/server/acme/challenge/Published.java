package org.ngrokd.server.acme.challenge;

/** An answer to a challenge that can be seen now. */
public interface Published extends AutoCloseable {
  /** Takes it back; does not throw. */
  @Override
  void close();
}
