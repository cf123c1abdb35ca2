package org.ngrokd.server.acme.dns;

import io.netty.handler.codec.dns.AbstractDnsOptPseudoRrRecord;
import io.netty.handler.codec.dns.DnsQuery;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsSection;

/**
 * What a query says by EDNS (RFC 6891).
 *
 * @param isThere whether it says anything
 * @param payload how long an answer by UDP may be, in bytes
 * @param version of EDNS; ours is 0
 */
record Extension(boolean isThere, int payload, int version) {
  private static final Extension NONE = new Extension(false, 0, 0);

  /** "BADVERS" is 16: its upper bits are here. */
  private static final int BAD_VERSION = 1;

  /** Ours in an answer. */
  private static final class Ours extends AbstractDnsOptPseudoRrRecord {
    Ours(int extendedCode) {
      super(ZoneAnswers.MOST_BY_DATAGRAM, extendedCode, 0);
    }
  }

  static Extension of(DnsQuery query) {
    for (int i = 0; i < query.count(DnsSection.ADDITIONAL); i++) {
      DnsRecord record = query.recordAt(DnsSection.ADDITIONAL, i);
      if (record.type().equals(DnsRecordType.OPT)) {
        int version = (int) (record.timeToLive() >>> 16) & 0xff;
        return new Extension(true, record.dnsClass(), version);
      }
    }
    return NONE;
  }

  boolean isOfThisVersion() {
    return version == 0;
  }

  /** How long an answer may be. */
  int most(int least, int most) {
    return Math.max(least, Math.min(most, payload));
  }

  /** Who says something by EDNS is answered so. */
  void addTo(DnsResponse answer) {
    if (isThere) {
      answer.addRecord(DnsSection.ADDITIONAL, new Ours(isOfThisVersion() ? 0 : BAD_VERSION));
    }
  }
}
