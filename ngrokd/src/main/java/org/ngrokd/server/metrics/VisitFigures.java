package org.ngrokd.server.metrics;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.edge.Outcome;
import org.ngrokd.server.edge.Refusal;
import org.ngrokd.server.measure.Distribution;

/**
 * What visitors do, counted. All of it is there from the start, since there is little of it: {@value
 * #CLASSES} classes of status, and what the enums have. Safe from any thread.
 */
final class VisitFigures implements Figures {
  /** "none", where there was no status, and 1xx to 5xx. */
  private static final int CLASSES = 6;

  private static final int HUNDRED = 100;

  private static final TunnelProtocol[] PROTOCOLS = TunnelProtocol.values();
  private static final Outcome[] OUTCOMES = Outcome.values();
  private static final Refusal[] REFUSALS = Refusal.values();

  private final LongAdder[] connections = adders(PROTOCOLS.length);
  private final LongAdder[] received = adders(PROTOCOLS.length);
  private final LongAdder[] sent = adders(PROTOCOLS.length);
  private final LongAdder[] requests = adders(PROTOCOLS.length * CLASSES * OUTCOMES.length);
  private final LongAdder[] refusals = adders(REFUSALS.length);
  private final Distribution waits = Distribution.ofNetworks();
  private final Distribution firstBytes = Distribution.ofNetworks();

  private static LongAdder[] adders(int count) {
    LongAdder[] adders = new LongAdder[count];
    for (int i = 0; i < count; i++) {
      adders[i] = new LongAdder();
    }
    return adders;
  }

  void connected(TunnelProtocol by) {
    connections[by.ordinal()].increment();
  }

  void passed(TunnelProtocol by, int fromVisitor, int toVisitor) {
    received[by.ordinal()].add(fromVisitor);
    sent[by.ordinal()].add(toVisitor);
  }

  /** There is a way to the client, after so long. */
  void joined(long nanos) {
    waits.add(nanos);
  }

  /** The service has begun to answer, so long after it was asked. */
  void answered(long nanos) {
    firstBytes.add(nanos);
  }

  void refused(Refusal why) {
    refusals[why.ordinal()].increment();
  }

  /**
   * @param status 0 where there was none
   */
  void requestEnded(TunnelProtocol by, int status, Outcome how) {
    int ofStatus = status / HUNDRED;
    int known = ofStatus < CLASSES ? ofStatus : 0;
    requests[place(by, known, how)].increment();
  }

  private static int place(TunnelProtocol by, int ofStatus, Outcome how) {
    return (by.ordinal() * CLASSES + ofStatus) * OUTCOMES.length + how.ordinal();
  }

  @Override
  public List<MetricSnapshot> now() {
    List<MetricSnapshot> all = new ArrayList<>();
    all.add(requests());
    Metric.Counters refused =
        Metric.counters(
            "refusals", "Requests and connections that the server ended or answered itself.");
    for (Refusal why : REFUSALS) {
      refused.add(refusals[why.ordinal()].sum(), "rule", word(why));
    }
    all.add(refused.made());
    all.add(byProtocol("connections", "Visitors' connections that were let in.", connections));
    all.add(byProtocol("received_bytes", "Bytes from visitors, inside of our TLS.", received));
    all.add(byProtocol("sent_bytes", "Bytes to visitors, inside of our TLS.", sent));
    all.add(
        Metric.histogram(
            "client_wait_duration_seconds",
            "How long requests and connections waited for a way to the client.",
            waits.reading()));
    all.add(
        Metric.histogram(
            "first_byte_duration_seconds",
            "How long requests waited for the service's answer to begin.",
            firstBytes.reading()));
    return all;
  }

  private MetricSnapshot requests() {
    Metric.Counters counter =
        Metric.counters("http_requests", "Requests by http and https that are over.");
    for (TunnelProtocol by : PROTOCOLS) {
      for (int i = 0; i < CLASSES && by.isHttp(); i++) {
        for (Outcome how : OUTCOMES) {
          counter.add(
              requests[place(by, i, how)].sum(),
              "protocol",
              by.wireName(),
              "code",
              i == 0 ? "none" : i + "xx",
              "outcome",
              word(how));
        }
      }
    }
    return counter.made();
  }

  private static MetricSnapshot byProtocol(String name, String help, LongAdder[] adders) {
    Metric.Counters counter = Metric.counters(name, help);
    for (TunnelProtocol by : PROTOCOLS) {
      counter.add(adders[by.ordinal()].sum(), "protocol", by.wireName());
    }
    return counter.made();
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
