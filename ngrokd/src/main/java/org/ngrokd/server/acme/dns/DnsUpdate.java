package org.ngrokd.server.acme.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.ngrokd.server.acme.challenge.Published;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.HostAndPort;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes records on a name server that takes updates (RFC 2136), signed (RFC 8945), by TCP.
 * Records of others are left alone. Safe from any thread.
 */
public final class DnsUpdate implements DnsPublisher {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** How long others may keep what they have seen, in seconds. */
  private static final int KEPT_SECONDS = 30;

  private static final int QUERY = 0;
  private static final int UPDATE = 0x2800;

  private static final Logger LOG = LoggerFactory.getLogger(DnsUpdate.class);

  private final SecureRandom random = new SecureRandom();
  private final HostAndPort server;
  private final TsigKey key;
  private final Tsig tsig;
  private final AwaitRecord seen;

  /**
   * @param server the zone's primary
   * @param seen waits until the others have it, too
   */
  public DnsUpdate(HostAndPort server, TsigKey key, Clock clock, AwaitRecord seen) {
    this.server = server;
    this.key = key;
    this.tsig = new Tsig(key, clock);
    this.seen = seen;
  }

  /** Which zones there are is known by the server alone. */
  @Override
  public boolean can(String record) {
    return true;
  }

  @Override
  public Published publish(String record, String value) throws IOException, InterruptedException {
    String zone;
    try {
      zone = zone(record);
      change(zone, record, value, Types.IN);
    } catch (IOException e) {
      throw new IOException(
          "The name server at %s did not take %s: %s"
              .formatted(server, record, Failures.oneLine(e)),
          e);
    }
    Published published = () -> remove(zone, record, value);
    try {
      seen.await(record, value);
      return published;
    } catch (IOException | InterruptedException | RuntimeException e) {
      published.close();
      throw e;
    }
  }

  private void remove(String zone, String record, String value) {
    try {
      change(zone, record, value, Types.NONE);
    } catch (IOException e) {
      LOG.warn(
          "The TXT record of {} is left at the name server {}: {}",
          record,
          server,
          Failures.oneLine(e));
    }
  }

  /** Asks for the SOA of the name and of those above it: one of them is the zone's. */
  private String zone(String record) throws IOException {
    String name = record;
    while (name.indexOf('.') > 0) {
      Reply reply = exchange(message(QUERY, name, Types.SOA, 0));
      Optional<String> zone = reply.isAnswer() ? reply.zone() : Optional.empty();
      if (zone.isPresent() && !zone.get().isEmpty()) {
        return zone.get();
      }
      name = name.substring(name.indexOf('.') + 1);
    }
    throw new IOException("it has no zone for that name");
  }

  /**
   * Adds a record, or deletes exactly this one.
   *
   * @param kind IN to add, NONE to delete (RFC 2136, 2.5)
   */
  private void change(String zone, String record, String value, int kind) throws IOException {
    byte[] data = MessageWriter.text(value);
    byte[] message =
        message(UPDATE, zone, Types.SOA, 1)
            .name(record)
            .u16(Types.TXT)
            .u16(kind)
            .u32(kind == Types.IN ? KEPT_SECONDS : 0)
            .u16(data.length)
            .bytes(data)
            .bytes();
    Reply reply = exchange(new MessageWriter().bytes(message));
    if (reply.code() != Reply.NO_ERROR) {
      throw new IOException(
          "%s for zone %s%s".formatted(Codes.name(reply.code()), zone, meaning(reply.code())));
    }
  }

  private String meaning(int code) {
    return switch (code) {
      case Codes.REFUSED -> "; its configuration has to let key '" + key.name() + "' change it";
      case Codes.NOT_AUTHORITATIVE -> "; it is not the zone's primary, or does not know our key";
      default -> "";
    };
  }

  private MessageWriter message(int flags, String zone, int type, int updates) {
    return new MessageWriter()
        .u16(random.nextInt(0x10000))
        .u16(flags)
        .u16(1)
        .u16(0)
        .u16(updates)
        .u16(0)
        .name(zone)
        .u16(type)
        .u16(Types.IN);
  }

  private Reply exchange(MessageWriter message) throws IOException {
    Tsig.Signed request = tsig.sign(message.bytes());
    byte[] answer = Lookup.byStream(address(), request.message(), PATIENCE);
    Reply reply = MessageReader.read(answer);
    boolean isOfNoZone = reply.code() == Codes.REFUSED && reply.additional().isEmpty();
    if (!isOfNoZone) { // that is said unsigned, and believed: it changes nothing
      tsig.verify(answer, reply, request);
    }
    return reply;
  }

  /** Looked up each time: it may move. */
  private InetSocketAddress address() {
    return new InetSocketAddress(server.host(), server.port());
  }
}
