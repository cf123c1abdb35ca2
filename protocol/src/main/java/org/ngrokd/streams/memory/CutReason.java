package org.ngrokd.streams.memory;

/** Why a connection has to give its memory back. */
public enum CutReason {
  /** What belongs to its address, tunnel or client holds more than its share. */
  SHARE,
  /** All that waits is more than the whole budget, and it belongs to whoever holds most. */
  TOTAL,
  /** Its peer has taken nothing for long, and others need the room. */
  STALLED
}
