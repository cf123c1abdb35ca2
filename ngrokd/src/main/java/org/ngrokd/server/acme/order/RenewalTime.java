package org.ngrokd.server.acme.order;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.ngrokd.server.acme.ca.RenewalWindow;

/**
 * When a certificate is renewed: at a time by chance within the window that its CA suggests, if
 * that ends while the certificate is still good, else when two thirds of its life are over, or up
 * to a twentieth earlier, so that certificates that were got together are not renewed together.
 */
public final class RenewalTime {
  private RenewalTime() {}

  /**
   * The time.
   *
   * @param chance of which the same certificate gets the same: or it would be put off each time
   */
  public static Instant of(
      X509Certificate certificate, Optional<RenewalWindow> window, Random chance) {
    Instant end = certificate.getNotAfter().toInstant();
    if (window.isPresent() && makesSense(window.get(), end)) {
      Duration length = Duration.between(window.get().start(), window.get().end());
      return window.get().start().plus(part(length, chance.nextDouble()));
    }
    Instant begin = certificate.getNotBefore().toInstant();
    Duration life = Duration.between(begin, end);
    return begin.plus(part(life, 2.0 / 3 - chance.nextDouble() / 20));
  }

  /** One that begins before our calendar does, or ends too late, is not what anybody can mean. */
  private static boolean makesSense(RenewalWindow window, Instant end) {
    return window.start().isBefore(window.end())
        && !window.end().isAfter(end)
        && !window.start().isBefore(Instant.EPOCH);
  }

  private static Duration part(Duration whole, double part) {
    return Duration.ofMillis((long) (whole.toMillis() * part));
  }
}
