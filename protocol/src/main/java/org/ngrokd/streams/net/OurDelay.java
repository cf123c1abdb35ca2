package org.ngrokd.streams.net;

/**
 * Told through a pipeline, from its beginning: the peer has done its part and waits for us, so that
 * its own deadlines stand still.
 */
public enum OurDelay {
  BEGINS,
  ENDS
}
