package org.ngrokd.server.acme.ocsp;

import java.time.Instant;

/**
 * A responder's word, as it came.
 *
 * @param answer not to be changed
 * @param refreshAt when to ask again
 * @param end from when on nobody believes it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Staple(byte[] answer, Instant refreshAt, Instant end) {
  @Override
  public String toString() {
    return "Staple[%d bytes, refreshAt=%s, end=%s]".formatted(answer.length, refreshAt, end);
  }
}
