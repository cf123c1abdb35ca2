package org.ngrokd.server.acme.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until a TXT record can be seen on every name server of its zone: a CA may ask any of them,
 * and a server's answer that there is no such record is kept for a while by whoever asked too
 * early. Safe from any thread.
 */
public final class AwaitRecord {
  private static final Duration BETWEEN = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(AwaitRecord.class);

  private final NameServers servers;
  private final Lookup lookup;
  private final Duration most;
  private final Pause pause;

  /** Lets time pass. */
  interface Pause {
    void pause(Duration time) throws InterruptedException;
  }

  /**
   * @param most how long it may take
   */
  public AwaitRecord(NameServers servers, Duration most) {
    this(servers, new Lookup(Duration.ofSeconds(3)), most, time -> Thread.sleep(time.toMillis()));
  }

  AwaitRecord(NameServers servers, Lookup lookup, Duration most, Pause pause) {
    this.servers = servers;
    this.lookup = lookup;
    this.most = most;
    this.pause = pause;
  }

  /**
   * Waits. Servers that do not answer are not waited for, as long as one does; where none can be
   * asked from here it goes on at once, and says so.
   *
   * @throws IOException with a line for the user, when it cannot be seen in time
   */
  void await(String record, String value) throws IOException, InterruptedException {
    NameServers.Found found = servers.of(record);
    if (found.addresses().isEmpty()) {
      LOG.info("Whether {} can be seen is not looked at: no name server can be asked", record);
      return;
    }
    Duration waited = Duration.ZERO;
    List<InetSocketAddress> without = without(found, value);
    while (!without.isEmpty()) {
      if (waited.compareTo(most) >= 0) {
        throw new IOException(
            "the TXT record of %s is not on %s within %d s"
                .formatted(
                    found.name(),
                    String.join(", ", without.stream().map(Lookup::text).toList()),
                    most.toSeconds()));
      }
      pause.pause(BETWEEN);
      waited = waited.plus(BETWEEN);
      without = without(found, value);
    }
  }

  /** Whether every server that answers shows the record now; or nobody can be asked. */
  public boolean isThere(String record, String value) {
    return without(servers.of(record), value).isEmpty();
  }

  /** Those that answer, but not this. */
  private List<InetSocketAddress> without(NameServers.Found found, String value) {
    List<InetSocketAddress> without = new ArrayList<>();
    int silent = 0;
    for (InetSocketAddress server : found.addresses()) {
      try {
        Reply reply = lookup.ask(server, found.name(), Types.TXT, found.recursive());
        boolean isThere =
            reply.answers().stream()
                .anyMatch(each -> each.type() == Types.TXT && each.text().equals(value));
        if (!isThere) {
          without.add(server);
        }
      } catch (IOException e) {
        LOG.debug("{}", e.getMessage());
        silent++;
      }
    }
    if (silent > 0 && silent == found.addresses().size()) {
      LOG.info("Whether {} can be seen is not known: no name server answers", found.name());
    }
    return without;
  }
}
