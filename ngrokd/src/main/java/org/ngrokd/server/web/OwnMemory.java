package org.ngrokd.server.web;

import io.netty.channel.Channel;
import java.util.List;
import org.ngrokd.kit.web.AnswerMemory;
import org.ngrokd.server.limits.AddressBlock;
import org.ngrokd.streams.memory.CutReason;
import org.ngrokd.streams.memory.Holder;
import org.ngrokd.streams.memory.Holding;
import org.ngrokd.streams.memory.MemoryBudget;
import org.ngrokd.streams.memory.ShareKind;

/**
 * What waits for one connection to something that the server itself answers: a request whose end
 * has not come, an answer that is not taken. It is charged to the budget of all visitors, for the
 * address that the request came from, where there is one, and for what is asked as a whole; who
 * holds more than its share is cut.
 *
 * <p>Confined to the connection's event loop, but for what the budget asks.
 */
public final class OwnMemory implements AnswerMemory {
  private final ShareKind.Key asked;
  private final Holding holding;
  private volatile long held;

  /**
   * @param asked what is asked, for the log
   */
  public OwnMemory(String asked, MemoryBudget budget, Channel channel) {
    this.asked = ShareKind.TUNNEL.of(asked);
    this.holding = budget.hold(new Waiting(channel), List.of(this.asked));
    channel.closeFuture().addListener(closed -> holding.end());
  }

  /** The requests that follow come from this address. */
  public void belongsTo(AddressBlock visitor) {
    holding.belongsTo(List.of(ShareKind.ADDRESS.of(visitor), asked));
  }

  private void change(long bytes) {
    long now = held + bytes; // nobody else writes it
    held = now;
    holding.look();
  }

  @Override
  public Lease lease() {
    return new Part();
  }

  @Override
  public Lease bodies() {
    return new Part();
  }

  @Override
  public String busy() {
    return "The server has no memory for this at the moment. Try again in a minute.";
  }

  /** What one request or answer holds. There is always memory, or the connection is cut. */
  private final class Part implements Lease {
    private long mine;

    @Override
    public boolean hold(long bytes) {
      change(bytes - mine);
      mine = bytes;
      return true;
    }

    @Override
    public void close() {
      hold(0);
    }
  }

  /** The connection as the budget sees it. */
  private final class Waiting implements Holder {
    private final Channel channel;

    Waiting(Channel channel) {
      this.channel = channel;
    }

    @Override
    public long held() {
      return held;
    }

    @Override
    public void tighten(boolean on) {
      // it holds one request or one answer, never more
    }

    @Override
    public void cut(CutReason reason) {
      channel.close().addListener(closed -> {});
    }
  }
}
