package org.ngrokd.client.web;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.ngrokd.client.inspect.CaptureMemory;
import org.ngrokd.client.inspect.SeenBody;
import org.ngrokd.client.inspect.SeenExchange;
import org.ngrokd.client.inspect.SeenReply;
import org.ngrokd.kit.web.AnswerMemory;
import org.ngrokd.kit.web.BusyException;

/**
 * What the page and the API take to make answers: it comes from the inspector's memory. Safe from
 * any thread.
 */
final class Workspace implements AnswerMemory {
  /** What is no more than this is not charged: connections are few. In bytes. */
  static final int SMALL = 64 * 1024;

  /** A body on its way to an answer: as bytes, as text, laid out, in JSON. */
  private static final int COPIES = 6;

  /** One exchange alone is not too much: no more than such a part of all is charged for it. */
  private static final int LARGEST_PART = 4;

  private final CaptureMemory memory;
  private final AtomicBoolean isLent = new AtomicBoolean();

  Workspace(CaptureMemory memory) {
    this.memory = memory;
  }

  @Override
  public Lease bodies() {
    return new BodyLease();
  }

  @Override
  public String busy() {
    return "The inspector's memory does not suffice for this at the moment. Try again when less is"
        + " asked for at once, or set inspect_memory higher.";
  }

  /** What has come of one request. Confined to the pages' event loop. */
  private final class BodyLease implements Lease {
    private final CaptureMemory.Account account = memory.account();
    private long charged;

    @Override
    public boolean hold(long bytes) {
      long above = Math.max(0, bytes - SMALL);
      boolean isHeld = account.test(above - charged);
      charged = isHeld ? above : charged;
      return isHeld;
    }

    @Override
    public void close() {
      account.close();
    }
  }

  /** What waits for one reader. Confined to the pages' event loop. */
  private final class PageLease implements Lease {
    private final CaptureMemory.Account account = memory.account();
    private long charged;
    private boolean isBeyond;

    /**
     * Holds so many bytes in place of those before. One answer of all may be more than there is
     * memory for, so that there is none which can never be given.
     *
     * @return false when there is no memory, and that one is under way already
     */
    @Override
    public boolean hold(long bytes) {
      giveBack();
      boolean isSmall = bytes <= SMALL;
      if (isSmall || account.test(bytes)) {
        charged = isSmall ? 0 : bytes;
        return true;
      }
      isBeyond = isLent.compareAndSet(false, true);
      return isBeyond;
    }

    private void giveBack() {
      if (isBeyond) {
        isBeyond = false;
        isLent.set(false);
      }
      boolean unused = account.test(-charged);
      charged = 0;
    }

    @Override
    public void close() {
      giveBack();
      account.close();
    }
  }

  @Override
  public Lease lease() {
    return new PageLease();
  }

  /**
   * Does work that needs memory for what this exchange holds.
   *
   * @throws BusyException when there is none
   */
  <T> T during(SeenExchange seen, Supplier<T> work) {
    try (CaptureMemory.Account account = memory.account()) {
      long needed = part(COPIES * (captured(seen.request().body()) + captured(seen)));
      if (needed > SMALL && !account.test(needed)) {
        throw new BusyException(busy());
      }
      return work.get();
    }
  }

  /**
   * Charges what an exchange holds besides, for as long as somebody looks at it as it was.
   *
   * @return to be closed when nobody does any more
   * @throws BusyException when there is no memory
   */
  CaptureMemory.Account holding(SeenExchange seen) {
    CaptureMemory.Account account = memory.account();
    long frames =
        seen.frames().kept().stream().mapToLong(each -> each.captured().remaining()).sum();
    long held = part(captured(seen.request().body()) + captured(seen) + frames);
    if (held > SMALL && !account.test(held)) {
      throw new BusyException(busy());
    }
    return account;
  }

  private long part(long bytes) {
    return Math.min(bytes, memory.most() / LARGEST_PART);
  }

  private static long captured(SeenExchange seen) {
    return seen.reply().map(SeenReply::body).map(Workspace::captured).orElse(0L);
  }

  private static long captured(SeenBody body) {
    return body.captured().remaining();
  }
}
