package org.ngrokd.server.acme.order;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.ngrokd.server.acme.keep.OrderNotes;
import org.ngrokd.server.acme.keep.OrderNotes.Ordered;

/**
 * What keeps a CA from being asked too often: pauses after failures, and a budget. What happened is
 * noted, so that a restart forgets nothing. Safe from any thread.
 */
public final class OrderLimits {
  /** A name that has had its pause for so long begins anew. */
  private static final Duration REMEMBERED = Duration.ofDays(2);

  private final Clock clock;
  private final OrderNotes notes;
  private final Pauses pauses;
  private final WeeklyBudget budget;
  private final BudgetNews news = new BudgetNews();

  /**
   * @param notes where what happens is kept
   */
  public OrderLimits(Clock clock, OrderNotes notes) {
    this.clock = clock;
    this.notes = notes;
    this.pauses = new Pauses(clock);
    this.budget = new WeeklyBudget(clock);
  }

  /** Takes up what is noted: by the run before, and by other servers. Blocks. */
  public void takeUp() {
    Instant now = clock.instant();
    budget.takeUp(notes.ordered(now.minus(WeeklyBudget.WEEK)));
    pauses.takeUp(notes.paused(now.minus(REMEMBERED)));
  }

  /** Takes up what other servers noted. Blocks. */
  public void takeUpOfOthers() {
    if (notes.areShared()) {
      takeUp();
    }
  }

  /** Until when an order is not to be repeated; empty: it may. */
  Optional<Instant> pause(String order) {
    return pauses.end(order);
  }

  /** Whether an order has failed more than once, one time after the other. */
  boolean failsAgain(String order) {
    return pauses.failsAgain(order);
  }

  /** Takes one of the budget for this name; empty when none is left, which is told. */
  Optional<Ordered> take(String name) {
    Optional<Ordered> order = budget.take(name);
    if (order.isEmpty()) {
      news.refused(name);
    }
    return order;
  }

  /** Says in the log what waits for a place in the budget, if that is news. */
  public void tell() {
    news.tell(clock.instant(), budget::next);
  }

  /** The CA is asked now. Blocks. */
  void begins(Ordered order) {
    notes.ordered(order);
  }

  /** It worked. Blocks. */
  void worked(String order) {
    pauses.worked(order);
    notes.unpaused(order);
  }

  /** Nobody is to wait for an order any more. Blocks. */
  void forget(String order) {
    worked(order);
  }

  /**
   * It failed before the CA was asked for anything: once the server starts again, somebody may have
   * put right what was wrong.
   *
   * @return when it may be repeated
   */
  Instant failedUnasked(String order, Optional<Instant> notBefore) {
    return pauses.failed(order, notBefore).end();
  }

  /**
   * It failed. Blocks.
   *
   * @param notBefore when the CA wants to be asked again; empty: it does not say
   * @return when it may be repeated
   */
  Instant failed(String order, Optional<Instant> notBefore) {
    OrderNotes.Paused pause = pauses.failed(order, notBefore);
    notes.paused(pause);
    return pause.end();
  }

  /** The CA need not be asked. */
  void giveBack(Ordered order) {
    budget.giveBack(order);
  }

  /** An order brought no certificate. Blocks. */
  void inVain(Ordered order) {
    budget.inVain(order);
    notes.inVain(order);
  }
}
