package org.ngrokd.protocol.testing;

/**
 * One message that a client sent, in whatever records.
 *
 * @param connection 1 for the client's first connection, 2 for its second
 * @param announcedLength what its header says, in bytes
 * @param payload the JSON text; "" where the recording ends after the header
 */
public record RecordedMessage(int connection, long announcedLength, String payload) {

  /** Whether the recording has the payload whole. */
  public boolean isWhole() {
    return Frames.payload(payload).length == announcedLength;
  }
}
