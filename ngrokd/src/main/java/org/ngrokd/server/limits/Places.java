package org.ngrokd.server.limits;

import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A bounded number of places, for whatever holds one each. Safe from any thread. */
public final class Places {
  private volatile int most;
  private final AtomicInteger taken = new AtomicInteger();

  /**
   * @param most how many there are; 0 for any number
   */
  public Places(int most) {
    this.most = most;
  }

  /** From now on there are so many, 0 for any number; who has one keeps it. */
  void most(int other) {
    most = other;
  }

  /** Takes a place; null when there is none left. */
  public @Nullable Place take() {
    if (taken.incrementAndGet() > most && most > 0) {
      taken.decrementAndGet();
      return null;
    }
    return new Place();
  }

  /** Takes a place until the channel closes; false when there is none left. */
  public boolean takeWhileOpen(Channel channel) {
    Place place = take();
    if (place != null) {
      channel.closeFuture().addListener(closed -> place.leave());
    }
    return place != null;
  }

  /** How many are taken. */
  public int taken() {
    return taken.get();
  }

  /** A place that is taken. */
  public final class Place {
    private final AtomicBoolean left = new AtomicBoolean();

    private Place() {}

    /** Gives the place back; once, however often it is called. */
    public void leave() {
      if (left.compareAndSet(false, true)) {
        taken.decrementAndGet();
      }
    }
  }
}
