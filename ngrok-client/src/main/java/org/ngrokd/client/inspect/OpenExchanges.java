package org.ngrokd.client.inspect;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges of one connection that go on: the one whose request is arriving, and those that
 * have no whole reply, in the order of their requests. Confined to the event loop of the
 * connection.
 */
final class OpenExchanges {
  private final Recorder recorder;
  private final Deque<Exchange> unanswered = new ArrayDeque<>(2);
  private @Nullable Exchange arriving;

  OpenExchanges(Recorder recorder) {
    this.recorder = recorder;
  }

  /** A request has come; false when there is no memory for it. */
  boolean begin(SeenRequest head) {
    Exchange exchange = recorder.begin(head);
    if (exchange != null) {
      arriving = exchange;
      unanswered.add(exchange);
    }
    return exchange != null;
  }

  /** The one whose request is not whole. */
  @Nullable Exchange arriving() {
    return arriving;
  }

  /** Its request is whole, or no more of it will be read. */
  @Nullable Exchange arrived() {
    Exchange exchange = arriving;
    arriving = null;
    return exchange;
  }

  /** The one that the next reply is for, or the reply under way. */
  @Nullable Exchange first() {
    return unanswered.peek();
  }

  /** The one whose request came last. */
  @Nullable Exchange last() {
    return unanswered.peekLast();
  }

  /** The first has its reply. */
  @Nullable Exchange answered() {
    return unanswered.poll();
  }

  /** Whether all have their replies; a request may still be arriving. */
  boolean areAnswered() {
    return unanswered.isEmpty();
  }

  /** No more will be known of any. */
  void endAll(String reason) {
    Exchange last = arrived();
    if (last != null) {
      end(last, reason);
    }
    unanswered.forEach(each -> end(each, reason));
    unanswered.clear();
  }

  /** This one breaks off. */
  void end(Exchange exchange, String reason) {
    telling(exchange, () -> exchange.broken(reason));
  }

  /** Tells the end of an exchange if this step is it: some go on a little after they broke. */
  void telling(Exchange exchange, Runnable step) {
    boolean wasOver = exchange.isOver();
    try {
      step.run();
    } finally {
      if (!wasOver && exchange.isOver()) {
        recorder.ended(exchange);
      }
    }
  }
}
