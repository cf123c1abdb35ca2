package org.ngrokd.server.testing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ngrokd.server.acme.keep.OrderNotes;

/** Notes that end with the test. Safe from any thread. */
public final class MemoryNotes implements OrderNotes {
  private final List<Ordered> ordered = new ArrayList<>();
  private final Map<String, Paused> paused = new LinkedHashMap<>();

  @Override
  public synchronized List<Ordered> ordered(Instant since) {
    return ordered.stream().filter(each -> !each.at().isBefore(since)).toList();
  }

  @Override
  public synchronized void ordered(Ordered order) {
    ordered.add(order);
  }

  @Override
  public synchronized void inVain(Ordered order) {
    if (ordered.remove(order)) {
      ordered.add(order.inVain());
    }
  }

  @Override
  public synchronized List<Paused> paused(Instant since) {
    return paused.values().stream().filter(each -> !each.end().isBefore(since)).toList();
  }

  @Override
  public synchronized void paused(Paused pause) {
    paused.put(pause.order(), pause);
  }

  @Override
  public synchronized void unpaused(String order) {
    paused.remove(order);
  }
}
