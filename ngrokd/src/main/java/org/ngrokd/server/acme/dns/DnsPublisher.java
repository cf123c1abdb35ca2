package org.ngrokd.server.acme.dns;

import java.io.IOException;
import org.ngrokd.server.acme.challenge.Published;

/** A way to publish TXT records. Blocks where it has to. Safe from any thread. */
public interface DnsPublisher {
  /**
   * Whether it publishes records of this name at all.
   *
   * @param record "_acme-challenge.example.com", in lower case
   */
  boolean can(String record);

  /**
   * Publishes a record beside those that have its name already.
   *
   * @param record its name, without a final dot
   * @throws IOException with a line for the user
   */
  Published publish(String record, String value) throws IOException, InterruptedException;
}
