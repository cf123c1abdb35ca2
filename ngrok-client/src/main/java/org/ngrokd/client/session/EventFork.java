package org.ngrokd.client.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Tells several what one is told, in their order. Listeners may be added from any thread. */
public final class EventFork implements SessionEvents {
  private final List<SessionEvents> listeners;

  public EventFork(SessionEvents... listeners) {
    this.listeners = new CopyOnWriteArrayList<>(listeners);
  }

  /** Tells this one, too, from now on. */
  public void add(SessionEvents listener) {
    listeners.add(listener);
  }

  private void each(Consumer<SessionEvents> told) {
    listeners.forEach(told);
  }

  @Override
  public void connecting() {
    each(SessionEvents::connecting);
  }

  @Override
  public void online(String serverVersion) {
    each(listener -> listener.online(serverVersion));
  }

  @Override
  public void opened(Route route) {
    each(listener -> listener.opened(route));
  }

  @Override
  public void tunnelRefused(Refusal refusal, Duration wait) {
    each(listener -> listener.tunnelRefused(refusal, wait));
  }

  @Override
  public void closed(Route route) {
    each(listener -> listener.closed(route));
  }

  @Override
  public void ponged(Duration latency) {
    each(listener -> listener.ponged(latency));
  }

  @Override
  public void inReserve(Optional<String> server) {
    each(listener -> listener.inReserve(server));
  }

  @Override
  public void allOpen() {
    each(SessionEvents::allOpen);
  }

  @Override
  public void warned(String line) {
    each(listener -> listener.warned(line));
  }

  @Override
  public void unanswered(String line) {
    each(listener -> listener.unanswered(line));
  }

  @Override
  public void waiting(String reason, Duration wait) {
    each(listener -> listener.waiting(reason, wait));
  }

  @Override
  public void refused(String reason) {
    each(listener -> listener.refused(reason));
  }
}
