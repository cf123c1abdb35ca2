package org.ngrokd.protocol.testing;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One thing that a script waits for, and the records that came meanwhile. */
final class Expectation {

  /** How long a failure looks for records that came too, so that its message shows them. */
  private static final Duration AFTERMATH = Duration.ofMillis(100);

  /** A flood is clear from its first records. */
  private static final int MAX_SHOWN = 20;

  private final TlsRecordSocket socket;
  private final String wanted;
  private final Duration timeout;
  private final List<byte[]> came = new ArrayList<>();

  Expectation(TlsRecordSocket socket, String wanted, Duration timeout) {
    this.socket = socket;
    this.wanted = wanted;
    this.timeout = timeout;
  }

  /** The next record; fails when none comes in time. */
  byte[] record() throws IOException {
    try {
      return recordOrEnd().orElseThrow(() -> failure("the connection ended"));
    } catch (SocketTimeoutException e) {
      throw failure("nothing more came within " + timeout.toMillis() + " ms");
    }
  }

  /** The next record, or empty when the peer stopped sending. */
  Optional<byte[]> recordOrEnd() throws IOException {
    Optional<byte[]> record = socket.tryReadRecord(timeout);
    record.ifPresent(came::add);
    return record;
  }

  AssertionError failure(String why) {
    lookFurther();
    return new AssertionError(
        "script failed: %s\n  expected: %s\n  ending: %s\n  records that came:\n%s"
            .formatted(why, wanted, socket.ending(), Printable.records(came)));
  }

  private void lookFurther() {
    try {
      while (came.size() < MAX_SHOWN) {
        Optional<byte[]> record = socket.tryReadRecord(AFTERMATH);
        if (record.isEmpty()) {
          return;
        }
        came.add(record.get());
      }
    } catch (IOException e) {
      // Only the message would have gained from it.
      return;
    }
  }
}
