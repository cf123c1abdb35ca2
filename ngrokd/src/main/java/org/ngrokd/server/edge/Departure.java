package org.ngrokd.server.edge;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Whether a visitor who has finished sending has gone. A FIN does not tell: some programs finish
 * sending and wait for the reply, browsers that leave send the same FIN. So the exchange goes on
 * for as long as the service has something to say from time to time; when it is silent for long,
 * the visitor counts as gone. Whoever has really gone is found out by the first byte that is sent
 * to it.
 *
 * <p>Confined to the event loop of the visitor.
 */
public final class Departure {
  private final EdgeTimer timer;
  private final Duration patience;
  private final BooleanSupplier isListening;
  private final Runnable gone;
  private boolean begun;

  /**
   * @param patience how long the service may be silent
   * @param isListening false while the service is not read, because the visitor takes no more: then
   *     its silence says nothing
   */
  public Departure(
      EventExecutor loop, Duration patience, BooleanSupplier isListening, Runnable gone) {
    this.timer = new EdgeTimer(loop);
    this.patience = patience;
    this.isListening = isListening;
    this.gone = gone;
  }

  /** The visitor has finished sending. */
  public void begin() {
    begun = true;
    timer.set(patience, this::silent);
  }

  /** The service has sent something. */
  public void heard() {
    if (begun) {
      timer.set(patience, this::silent);
    }
  }

  private void silent() {
    if (isListening.getAsBoolean()) {
      gone.run();
    } else {
      timer.set(patience, this::silent);
    }
  }

  /** It does not matter any more. */
  public void stop() {
    begun = false;
    timer.stop();
  }
}
