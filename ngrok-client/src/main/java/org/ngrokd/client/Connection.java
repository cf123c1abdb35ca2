package org.ngrokd.client;

import java.io.InputStream;
import java.io.OutputStream;
import org.ngrokd.client.service.ProgramEnd;

/**
 * A visitor's connection that the program serves itself, as a {@link Listener} hands it out: of a
 * tcp tunnel its bytes, of an http one the requests as the server passes them on, one after the
 * other.
 *
 * <p>Its two streams may be used by two threads; they wait for the visitor, so none of them is an
 * event loop's. Close it when you are done.
 */
public final class Connection implements AutoCloseable {
  private final ProgramEnd end;

  Connection(ProgramEnd end) {
    this.end = end;
  }

  /** The visitor's address as the server tells it, "203.0.113.7:49930"; "" where it does not. */
  public String visitor() {
    return end.visitor();
  }

  /**
   * What the visitor sends. It ends when the visitor has finished sending, and throws an {@code
   * IOException} when the connection broke, or the client is closed.
   */
  public InputStream input() {
    return end.input();
  }

  /**
   * What the visitor gets. Writing waits while the visitor takes nothing; closing it says that no
   * more will come, and leaves {@link #input} open. It throws an {@code IOException} when nobody
   * gets anything any more.
   */
  public OutputStream output() {
    return end.output();
  }

  /** Ends it, once: what was written is still sent, what was not read is dropped. */
  @Override
  public void close() {
    end.leave();
  }
}
