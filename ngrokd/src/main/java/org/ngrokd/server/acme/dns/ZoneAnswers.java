package org.ngrokd.server.acme.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsOpCode;
import io.netty.handler.codec.dns.DnsQuery;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import java.util.Locale;
import java.util.Set;

/**
 * What is answered to queries: the TXT, SOA and NS records of one zone, that there is nothing else
 * in it, and to everything else that it is refused. Safe from any thread.
 */
final class ZoneAnswers {
  /** What fits into a datagram on every way. */
  static final int MOST_BY_DATAGRAM = 1232;

  /** What everybody takes who says nothing else. */
  private static final int LEAST_BY_DATAGRAM = 512;

  private static final int HEADER = 12;

  /** Of a record beside its name and data; of a question beside its name. */
  private static final int RECORD = 10;

  private static final int QUESTION = 4;

  /** Names are kept for as long as they change, in seconds. */
  private static final int TTL = 1;

  private static final int TTL_OF_ZONE = 3600;

  /** They ask for everything that there is, which nobody needs. */
  private static final Set<DnsRecordType> REFUSED =
      Set.of(DnsRecordType.ANY, DnsRecordType.AXFR, DnsRecordType.IXFR);

  private final ChallengeZone zone;

  ZoneAnswers(ChallengeZone zone) {
    this.zone = zone;
  }

  /**
   * Fills in an answer.
   *
   * @param answer an empty one to the query's number
   * @param byDatagram whether it has to fit into one
   */
  void fill(DnsResponse answer, DnsQuery query, boolean byDatagram) {
    Extension asked = Extension.of(query);
    answer.setOpCode(query.opCode()).setRecursionDesired(query.isRecursionDesired());
    if (!query.opCode().equals(DnsOpCode.QUERY)) {
      answer.setCode(DnsResponseCode.NOTIMP);
    } else if (query.count(DnsSection.QUESTION) != 1) {
      answer.setCode(DnsResponseCode.FORMERR);
    } else {
      DnsQuestion question = query.recordAt(DnsSection.QUESTION);
      answer.addRecord(DnsSection.QUESTION, question);
      if (asked.isOfThisVersion()) {
        answerTo(answer, question);
      }
    }
    asked.addTo(answer);
    int most = asked.most(LEAST_BY_DATAGRAM, MOST_BY_DATAGRAM);
    if (byDatagram && length(answer) > most) {
      truncate(answer);
    }
  }

  private void answerTo(DnsResponse answer, DnsQuestion question) {
    String name = question.name().toLowerCase(Locale.ROOT);
    String own = zone.name() + ".";
    boolean isBelow = name.endsWith("." + own);
    boolean isIn = question.dnsClass() == DnsRecord.CLASS_IN && (isBelow || name.equals(own));
    if (!isIn || REFUSED.contains(question.type())) {
      answer.setCode(DnsResponseCode.REFUSED);
      return;
    }
    answer.setAuthoritativeAnswer(true);
    if (isBelow) {
      answer.setCode(DnsResponseCode.NXDOMAIN);
    } else if (question.type().equals(DnsRecordType.TXT)) {
      for (String value : zone.values()) {
        add(answer, DnsSection.ANSWER, question, DnsRecordType.TXT, MessageWriter.text(value));
      }
    } else if (question.type().equals(DnsRecordType.SOA)) {
      add(answer, DnsSection.ANSWER, question, DnsRecordType.SOA, soa());
    } else if (question.type().equals(DnsRecordType.NS)) {
      byte[] server = new MessageWriter().name(zone.domain()).bytes();
      add(answer, DnsSection.ANSWER, question, DnsRecordType.NS, server);
    }
    if (answer.count(DnsSection.ANSWER) == 0) {
      add(answer, DnsSection.AUTHORITY, question, DnsRecordType.SOA, soa());
    }
  }

  /** The name is written as it was asked for: some look whether it is, letter by letter. */
  private void add(
      DnsResponse answer,
      DnsSection section,
      DnsQuestion question,
      DnsRecordType type,
      byte[] data) {
    String asked = question.name();
    String owner = asked.substring(asked.length() - zone.name().length() - 1);
    int ttl = type.equals(DnsRecordType.NS) ? TTL_OF_ZONE : TTL;
    ByteBuf content = Unpooled.wrappedBuffer(data);
    answer.addRecord(section, new DefaultDnsRawRecord(owner, type, ttl, content));
  }

  private byte[] soa() {
    return new MessageWriter()
        .name(zone.domain())
        .name("hostmaster." + zone.domain())
        .u32(zone.serial())
        .u32(TTL_OF_ZONE) // nobody has a copy that follows: these say little
        .u32(TTL_OF_ZONE)
        .u32(TTL_OF_ZONE)
        .u32(TTL) // how long it holds that there is none
        .bytes();
  }

  /** Asks to come by TCP; no longer than the query. */
  static void truncate(DnsResponse answer) {
    answer.clear(DnsSection.ANSWER);
    answer.clear(DnsSection.AUTHORITY);
    answer.setTruncated(true);
  }

  /** On the wire, in bytes: names are not compressed. */
  private static int length(DnsResponse answer) {
    int length = HEADER;
    for (DnsSection section : DnsSection.values()) {
      for (int i = 0; i < answer.count(section); i++) {
        length += lengthOf(answer.recordAt(section, i));
      }
    }
    return length;
  }

  private static int lengthOf(DnsRecord record) {
    int name = record.name().length() + 1;
    if (record instanceof DnsQuestion) {
      return name + QUESTION;
    }
    return name + RECORD + (record instanceof DnsRawRecord raw ? raw.content().readableBytes() : 0);
  }
}
