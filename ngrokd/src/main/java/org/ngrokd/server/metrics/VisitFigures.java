package org.ngrokd.server.metrics;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.edge.Outcome;
import org.ngrokd.server.edge.Refusal;
import org.ngrokd.server.measure.Distribution;

/**
 * What visitors do, counted. All of it is there from the start, since there is little of it:
 * {@value #CLASSES} classes of status, and what the enums have. Safe from any thread: the maps do
 * not change.
 */
final class VisitFigures implements Figures {
  /** "none", where there was no status, and 1xx to 5xx. */
  private static final int CLASSES = 6;

  private static final int HUNDRED = 100;

  private final Map<TunnelProtocol, LongAdder> connections = adders(TunnelProtocol.class);
  private final Map<TunnelProtocol, LongAdder> received = adders(TunnelProtocol.class);
  private final Map<TunnelProtocol, LongAdder> sent = adders(TunnelProtocol.class);
  private final Map<Refusal, LongAdder> refusals = adders(Refusal.class);

  /** For each class of status one. */
  private final Map<TunnelProtocol, List<Map<Outcome, LongAdder>>> requests =
      new EnumMap<>(TunnelProtocol.class);

  private final Distribution waits = Distribution.ofNetworks();
  private final Distribution firstBytes = Distribution.ofNetworks();

  VisitFigures() {
    for (TunnelProtocol by : TunnelProtocol.values()) {
      List<Map<Outcome, LongAdder>> classes = new ArrayList<>();
      for (int i = 0; i < CLASSES; i++) {
        classes.add(adders(Outcome.class));
      }
      requests.put(by, classes);
    }
  }

  private static <K extends Enum<K>> Map<K, LongAdder> adders(Class<K> keys) {
    Map<K, LongAdder> adders = new EnumMap<>(keys);
    for (K key : keys.getEnumConstants()) {
      adders.put(key, new LongAdder());
    }
    return adders;
  }

  private static <K> LongAdder of(Map<K, LongAdder> adders, K key) {
    return Objects.requireNonNull(adders.get(key));
  }

  void connected(TunnelProtocol by) {
    of(connections, by).increment();
  }

  void passed(TunnelProtocol by, long fromVisitor, long toVisitor) {
    of(received, by).add(fromVisitor);
    of(sent, by).add(toVisitor);
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
    of(refusals, why).increment();
  }

  /**
   * A request is over.
   *
   * @param status 0 where there was none
   */
  void requestEnded(TunnelProtocol by, int status, Outcome how) {
    int ofStatus = status / HUNDRED;
    of(requests(by).get(ofStatus < CLASSES ? ofStatus : 0), how).increment();
  }

  private List<Map<Outcome, LongAdder>> requests(TunnelProtocol by) {
    return Objects.requireNonNull(requests.get(by));
  }

  @Override
  public List<MetricSnapshot> now() {
    Metric.Counters refused =
        Metric.counters(
            "refusals", "Requests and connections that the server ended or answered itself.");
    refusals.forEach((why, count) -> refused.add(count.sum(), "rule", word(why)));
    return List.of(
        requests(),
        refused.made(),
        byProtocol("connections", "Visitors' connections that were let in.", connections),
        byProtocol("received_bytes", "Bytes from visitors, inside of our TLS.", received),
        byProtocol("sent_bytes", "Bytes to visitors, inside of our TLS.", sent),
        Metric.histogram(
            "client_wait_duration_seconds",
            "How long requests and connections waited for a way to the client.",
            waits.reading()),
        Metric.histogram(
            "first_byte_duration_seconds",
            "How long requests waited for the service's answer to begin.",
            firstBytes.reading()));
  }

  private MetricSnapshot requests() {
    Metric.Counters counter =
        Metric.counters("http_requests", "Requests by http and https that are over.");
    for (TunnelProtocol by : TunnelProtocol.values()) {
      for (int i = 0; i < CLASSES && by.isHttp(); i++) {
        String code = i == 0 ? "none" : i + "xx";
        requests(by)
            .get(i)
            .forEach(
                (how, count) ->
                    counter.add(
                        count.sum(),
                        "protocol",
                        by.wireName(),
                        "code",
                        code,
                        "outcome",
                        word(how)));
      }
    }
    return counter.made();
  }

  private static MetricSnapshot byProtocol(
      String name, String help, Map<TunnelProtocol, LongAdder> adders) {
    Metric.Counters counter = Metric.counters(name, help);
    adders.forEach((by, count) -> counter.add(count.sum(), "protocol", by.wireName()));
    return counter.made();
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
