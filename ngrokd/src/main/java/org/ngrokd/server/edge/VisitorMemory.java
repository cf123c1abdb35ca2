package org.ngrokd.server.edge;

import io.netty.buffer.ByteBuf;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.limits.MemoryGuard;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.streams.memory.BufferMemory;
import org.ngrokd.streams.memory.Holding;
import org.ngrokd.streams.relay.EndsMemory;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * What waits in memory for a visitor's connection: what it has sent ahead of its turn, what it has
 * not taken, and what its ways to clients hold, also those that are about to end. Lives as long as
 * any of these.
 *
 * <p>Confined to the event loop of the visitor.
 */
public final class VisitorMemory {
  /** What a visitor may send ahead of its turn, in bytes. */
  private static final int MOST_AHEAD = 64 * 1024;

  private final Visitor visitor;
  private final MemoryGuard guard;
  private final EndsMemory ends;
  private final Holding holding;
  private @Nullable Tunnel tunnel;

  /**
   * @param cut ends the connection, on its event loop; true when the visitor gets a reply first
   */
  public VisitorMemory(Visitor visitor, MemoryGuard guard, BooleanSupplier cut) {
    this.visitor = visitor;
    this.guard = guard;
    this.ends = new EndsMemory(reason -> cutOnLoop(cut), visitor.end());
    this.holding = guard.hold(visitor.channel(), ends);
    visitor.channel().closeFuture().addListener(closed -> gone(visitor.end()));
  }

  private void cutOnLoop(BooleanSupplier cut) {
    if (visitor.loop().inEventLoop()) {
      cut(cut);
    } else {
      visitor.loop().execute(() -> cut(cut));
    }
  }

  private void cut(BooleanSupplier cut) {
    boolean replies = cut.getAsBoolean();
    ends.resetAllBut(replies ? visitor.end() : null); // also what was about to end in order
  }

  /** The requests that follow are for this tunnel. */
  public void use(Tunnel next) {
    if (!next.equals(tunnel)) {
      tunnel = next;
      holding.belongsTo(guard.owners(visitor.channel(), next.owners()));
    }
  }

  /** A way to a client is in use from now on. */
  public void added(RelayEnd way) {
    ends.add(way);
  }

  /** This end is gone. */
  public void gone(RelayEnd end) {
    ends.remove(end);
    if (ends.isEmpty()) {
      holding.end();
    } else {
      holding.look();
    }
  }

  /**
   * To be called after each burst.
   *
   * @param input what was read and not used
   * @param heads what has come of heads whose end has not, in bytes
   */
  public void look(ByteBuf input, int heads) {
    ends.more(heads + (input.isReadable() ? BufferMemory.of(input) : 0));
    holding.look();
  }

  /** How much it may send ahead of its turn, in bytes. */
  public int mostAhead() {
    return ends.isTight() ? 1 : MOST_AHEAD;
  }
}
