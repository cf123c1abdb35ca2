package org.ngrokd.streams.ssh;

/** A session that says how much of a packet it keeps whose end has not come. */
public interface Undecoded {
  /** In bytes. On the event loop of the connection. */
  int undecoded();
}
