package org.ngrokd.server.metrics;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import org.ngrokd.server.tls.Certificates;

/** When certificates end: of thousands only those that end first. */
public final class CertificateFigures implements Figures {
  private static final int MOST = 50;

  private final Certificates certificates;

  public CertificateFigures(Certificates certificates) {
    this.certificates = certificates;
  }

  @Override
  public List<MetricSnapshot> now() {
    Metric.Gauges gauge =
        Metric.gauges(
            "certificate_expiry_timestamp_seconds",
            "When the certificate of a name ends, in seconds since 1970; the "
                + MOST
                + " that end first.");
    certificates
        .expiries(MOST)
        .forEach(each -> gauge.add(each.at().getEpochSecond(), "name", each.name()));
    return List.of(gauge.made());
  }
}
