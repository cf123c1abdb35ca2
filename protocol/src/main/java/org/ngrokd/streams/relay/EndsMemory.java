package org.ngrokd.streams.relay;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.memory.CutReason;
import org.ngrokd.streams.memory.Holder;

/**
 * What waits at the ends that serve one visitor, and with whoever has them.
 *
 * <p>{@link #held} may be called from any thread; ends are added and removed by one at a time.
 */
public final class EndsMemory implements Holder {
  private final Consumer<CutReason> cut;
  private volatile RelayEnd[] ends;
  private volatile long more;
  private volatile boolean tight;

  /**
   * @param cut ends them all, later, whatever thread it is called on
   */
  public EndsMemory(Consumer<CutReason> cut, RelayEnd... ends) {
    this.cut = cut;
    this.ends = ends.clone();
  }

  /** One more end serves the visitor. */
  public void add(RelayEnd end) {
    RelayEnd[] before = ends;
    RelayEnd[] after = Arrays.copyOf(before, before.length + 1);
    after[before.length] = end;
    ends = after;
    if (tight) {
      end.tighten(true);
    }
  }

  /** This end is gone, and what waited there with it. */
  public void remove(RelayEnd end) {
    ends = Arrays.stream(ends).filter(each -> each != end).toArray(RelayEnd[]::new);
  }

  /** None is left. */
  public boolean isEmpty() {
    return ends.length == 0;
  }

  /** What waits elsewhere for the visitor, in bytes. */
  public void more(long bytes) {
    if (bytes != more) {
      more = bytes;
    }
  }

  /** Whether less is to be let wait than usual. */
  public boolean isTight() {
    return tight;
  }

  /**
   * Resets them.
   *
   * @param spared this one goes on; null: none does
   */
  public void resetAllBut(@Nullable RelayEnd spared) {
    for (RelayEnd end : ends) {
      if (end != spared) {
        end.reset();
      }
    }
  }

  @Override
  public long held() {
    long sum = more;
    for (RelayEnd end : ends) {
      sum += end.waiting();
    }
    return sum;
  }

  @Override
  public void tighten(boolean on) {
    tight = on;
    for (RelayEnd end : ends) {
      end.tighten(on);
    }
  }

  @Override
  public void cut(CutReason reason) {
    cut.accept(reason);
  }
}
