package org.ngrokd.server.limits;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A bounded number of places in all, of which nobody keeps many while others get none: when all are
 * taken, whoever has fewest gets one, and the holder of most gives up the one that has been quiet
 * longest. A place that is in use ({@link Place#busy}) is not given up.
 *
 * <p>Safe from any thread; its lock is held briefly. A place costs the logarithm of how many
 * different numbers of places the holders have, which is next to nothing.
 */
public final class FairPlaces {
  /** How many places in use are passed over in the search for a quiet one, and how many holders. */
  private static final int LOOKS = 16;

  private volatile int most;
  private final Told told;
  private final Map<Object, Holder> holders = new HashMap<>();
  private final TreeMap<Integer, LinkedHashSet<Holder>> bySize = new TreeMap<>();
  private int taken;

  /** Hears who had to give up a place for somebody else. */
  @FunctionalInterface
  public interface Told {
    /**
     * It is told before the place is given up.
     *
     * @param held how many places that holder had
     */
    void gaveUp(Object holder, int held);
  }

  /**
   * @param most how many places there are; 0 for any number
   */
  public FairPlaces(int most, Told told) {
    this.most = most;
    this.told = told;
  }

  /** Whoever holds places, the quiet ones in front. */
  private static final class Holder {
    private final Object name;
    private final LinkedHashSet<Place> places = new LinkedHashSet<>();

    Holder(Object name) {
      this.name = name;
    }

    /** The one that came first of those not in use; those in use go to the end. */
    @Nullable Place quiet() {
      List<Place> inUse = new ArrayList<>();
      Place found = null;
      Iterator<Place> each = places.iterator();
      while (found == null && each.hasNext() && inUse.size() < LOOKS) {
        Place place = each.next();
        if (place.busy) {
          inUse.add(place);
          each.remove();
        } else {
          found = place;
        }
      }
      places.addAll(inUse);
      return found;
    }
  }

  /**
   * Takes a place.
   *
   * @param holder who is to have it, told by {@code equals}
   * @param giveUp run, on the thread of whoever gets the place, when it has to be given up
   * @return null when all are taken and nobody with more has a quiet one
   */
  public @Nullable Place take(Object holder, Runnable giveUp) {
    Place loser = null;
    int held = 0;
    Place place;
    synchronized (this) {
      if (most > 0 && taken >= most) {
        loser = loserTo(holder);
        if (loser == null) {
          return null;
        }
        held = loser.holder.places.size();
        remove(loser);
      }
      place = new Place(of(holder), giveUp);
      add(place);
    }
    if (loser != null) {
      told.gaveUp(loser.holder.name, held);
      loser.giveUp.run();
    }
    return place;
  }

  /**
   * Makes the holder of most give up a place, for somebody who needs something else that it takes.
   *
   * @param holder who needs it
   * @return false when nobody with more has a quiet one
   */
  public boolean makeRoom(Object holder) {
    Place loser;
    int held;
    synchronized (this) {
      loser = loserTo(holder);
      if (loser == null) {
        return false;
      }
      held = loser.holder.places.size();
      remove(loser);
    }
    told.gaveUp(loser.holder.name, held);
    loser.giveUp.run();
    return true;
  }

  private @Nullable Place loserTo(Object name) {
    Holder own = holders.get(name);
    int ownSize = own == null ? 0 : own.places.size();
    int looks = 0;
    for (Map.Entry<Integer, LinkedHashSet<Holder>> size : bySize.descendingMap().entrySet()) {
      for (Holder holder : firstOf(size.getValue())) {
        if (size.getKey() <= ownSize || looks++ == LOOKS) {
          return null;
        }
        Place quiet = holder.quiet();
        if (quiet != null) {
          return quiet;
        }
        size.getValue().remove(holder); // the next search begins with others
        size.getValue().add(holder);
      }
    }
    return null;
  }

  private static List<Holder> firstOf(Set<Holder> holders) {
    return holders.stream().limit(LOOKS).toList();
  }

  private Holder of(Object name) {
    return holders.computeIfAbsent(name, Holder::new);
  }

  private void add(Place place) {
    Holder holder = place.holder;
    resize(holder, () -> holder.places.add(place));
    place.isTaken = true;
    taken++;
  }

  private void remove(Place place) {
    Holder holder = place.holder;
    resize(holder, () -> holder.places.remove(place));
    place.isTaken = false;
    taken--;
    if (holder.places.isEmpty()) {
      holders.remove(holder.name);
    }
  }

  /** Keeps each holder under the number of its places. */
  private void resize(Holder holder, Runnable change) {
    int before = holder.places.size();
    LinkedHashSet<Holder> same = bySize.get(before);
    if (same != null && same.remove(holder) && same.isEmpty()) {
      bySize.remove(before);
    }
    change.run();
    int now = holder.places.size();
    if (now > 0) {
      bySize.computeIfAbsent(now, size -> new LinkedHashSet<>()).add(holder);
    }
  }

  /** From now on there are so many, 0 for any number; who has one keeps it. */
  void most(int other) {
    most = other;
  }

  /** How many are taken. */
  public synchronized int taken() {
    return taken;
  }

  /** How many there are; 0 for any number. */
  public int most() {
    return most;
  }

  /** A place that is taken. */
  public final class Place {
    private final Runnable giveUp;
    private Holder holder;
    private boolean isTaken;
    private volatile boolean busy;

    private Place(Holder holder, Runnable giveUp) {
      this.holder = holder;
      this.giveUp = giveUp;
    }

    /** Whether it is in use now, and so is not given up. Cheap: without the lock. */
    public void busy(boolean inUse) {
      busy = inUse;
    }

    /** Whether it was neither left nor given up. */
    boolean isTaken() {
      synchronized (FairPlaces.this) {
        return isTaken;
      }
    }

    /** It turns out to be somebody else's. */
    public void belongsTo(Object name) {
      synchronized (FairPlaces.this) {
        if (isTaken) {
          remove(this);
          holder = of(name);
          add(this);
        }
      }
    }

    /** Gives the place back; once, however often it is called. */
    public void leave() {
      synchronized (FairPlaces.this) {
        if (isTaken) {
          remove(this);
        }
      }
    }
  }
}
