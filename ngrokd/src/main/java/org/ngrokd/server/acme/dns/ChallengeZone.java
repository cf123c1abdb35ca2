package org.ngrokd.server.acme.dns;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.ngrokd.server.acme.challenge.Published;

/**
 * The zone for the challenges of one domain: a name, and its TXT records while a CA looks. Safe
 * from any thread.
 */
public final class ChallengeZone implements DnsPublisher {
  private static final String PREFIX = "_acme-challenge.";

  /** A certificate for the domain and all below it needs two; so that answers stay small. */
  static final int MOST_VALUES = 4;

  private final String domain;
  private final String name;
  private final List<String> values = new CopyOnWriteArrayList<>();
  private final AtomicInteger changes = new AtomicInteger(1);

  /**
   * @param domain whose challenges they are; it is also the name of the zone's only name server
   */
  public ChallengeZone(String domain) {
    this.domain = domain.toLowerCase(Locale.ROOT);
    this.name = PREFIX + this.domain;
  }

  /** "example.com". */
  String domain() {
    return domain;
  }

  /** "_acme-challenge.example.com". */
  public String name() {
    return name;
  }

  /** What is published now. */
  List<String> values() {
    return values;
  }

  /** Grows with every change. */
  int serial() {
    return changes.get();
  }

  /** The record that the domain's own DNS needs once. */
  public String delegation() {
    return name + ". NS " + domain + ".";
  }

  @Override
  public boolean can(String record) {
    return record.equalsIgnoreCase(name);
  }

  @Override
  public synchronized Published publish(String record, String value) throws IOException {
    if (!can(record)) {
      throw new IOException(record + " is not in the zone that is answered for here, " + name);
    }
    if (values.size() >= MOST_VALUES) {
      throw new IOException("too many challenges of " + domain + " are under way");
    }
    values.add(value);
    changes.incrementAndGet();
    return () -> {
      if (values.remove(value)) {
        changes.incrementAndGet();
      }
    };
  }
}
