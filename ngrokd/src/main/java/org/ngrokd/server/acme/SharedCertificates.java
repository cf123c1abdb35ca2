package org.ngrokd.server.acme;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.ngrokd.server.acme.keep.CertificateKeep;
import org.ngrokd.server.acme.keep.CertificateKeep.Kept;

/** What other servers of the same accounts do with the certificates that all have. Blocks. */
final class SharedCertificates {
  private final HeldCertificates held;
  private final CertificateKeep keep;

  SharedCertificates(HeldCertificates held, CertificateKeep keep) {
    this.held = held;
    this.keep = keep;
  }

  /** Takes up what others have got, renewed or taken away. */
  void takeUp() {
    keep.shared().ifPresent(this::takeUp);
  }

  private void takeUp(Map<String, Set<String>> there) {
    for (Map.Entry<String, Set<String>> each : there.entrySet()) {
      if (!serials(each.getKey()).equals(each.getValue())) {
        takeUp(each.getKey());
      }
    }
    held.all().stream().filter(each -> !there.containsKey(each.name())).forEach(held::remove);
  }

  private Set<String> serials(String name) {
    return held.all(name).stream().map(Kept::serial).collect(Collectors.toSet());
  }

  /** Takes up what is kept of one name now: a new one, or none any more. */
  void takeUp(String name) {
    List<Kept> there = keep.find(name);
    there.forEach(held::put); // first, so that nobody comes between
    held.all(name).stream()
        .filter(each -> there.stream().noneMatch(kept -> kept.isRsa() == each.isRsa()))
        .forEach(held::remove);
  }

  /** Whether somebody has the name at another server later than here; then that is noted here. */
  boolean isUsedElsewhere(Kept each) {
    if (keep.shared().isEmpty()) {
      return false;
    }
    Instant used =
        keep.find(each.name()).stream()
            .map(Kept::usedAt)
            .max(Comparator.naturalOrder())
            .orElse(each.usedAt());
    if (used.isAfter(each.usedAt())) {
      held.put(new Kept(each.name(), each.identity(), used));
      return true;
    }
    return false;
  }
}
