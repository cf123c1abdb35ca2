package org.ngrokd.server.teams.run;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.ngrokd.server.acme.keep.OrderNotes;
import org.ngrokd.server.teams.store.OrderTable;
import org.ngrokd.server.teams.store.Store;
import org.ngrokd.server.teams.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes in the database of accounts: its servers have one account at the CA, which counts what all
 * of them ask. While the database is away nothing is noted.
 */
final class StoreNotes implements OrderNotes {
  private static final Logger LOG = LoggerFactory.getLogger(StoreNotes.class);

  private final Store store;

  StoreNotes(Store store) {
    this.store = store;
  }

  private <T> List<T> read(Function<OrderTable, List<T>> question) {
    try {
      return store.now(tables -> question.apply(tables.orders()));
    } catch (StoreException e) {
      LOG.debug("What the CA was asked is not known now: {}", e.getMessage());
      return List.of();
    }
  }

  private void note(Consumer<OrderTable> change) {
    try {
      boolean unused =
          store.now(
              tables -> {
                change.accept(tables.orders());
                return true;
              });
    } catch (StoreException e) {
      LOG.warn("What the CA was asked is not noted now: {}", e.getMessage());
    }
  }

  @Override
  public List<Ordered> ordered(Instant since) {
    return read(orders -> orders.ordered(since)).stream()
        .map(row -> new Ordered(row.domain(), row.at()))
        .toList();
  }

  @Override
  public void ordered(Ordered order) {
    note(orders -> orders.add(order.domain(), order.at()));
  }

  @Override
  public void inVain(Ordered order) {
    note(orders -> orders.inVain(order.domain(), order.at()));
  }

  @Override
  public List<Paused> paused(Instant since) {
    return read(orders -> orders.paused(since)).stream()
        .map(row -> new Paused(row.name(), row.length(), row.end()))
        .toList();
  }

  @Override
  public void paused(Paused pause) {
    note(orders -> orders.pause(new OrderTable.Pause(pause.order(), pause.length(), pause.end())));
  }

  @Override
  public void unpaused(String order) {
    note(orders -> orders.unpause(order));
  }

  @Override
  public boolean areShared() {
    return true;
  }
}
