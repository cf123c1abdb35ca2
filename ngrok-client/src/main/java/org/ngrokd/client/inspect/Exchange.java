package org.ngrokd.client.inspect;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.ngrokd.client.inspect.Course.State;

/**
 * One request and its reply, growing while they pass. One event loop adds to it, others look at
 * {@link #seen}; all methods are guarded by its own lock and take no other but the store's.
 */
public final class Exchange {
  /** What a head takes in memory, beside its text: objects and references. */
  static final long OVERHEAD = 1024;

  /** What a frame takes in memory, beside its bytes. */
  static final long FRAME_OVERHEAD = 256;

  /** More are not told apart by anybody; they are within {@link #OVERHEAD}. */
  private static final int MOST_INTERIM = 50;

  private static final int MOST_FRAMES = 1000;

  private final String id;
  private final Origin origin;
  private final Instant start;
  private final long startNanos = System.nanoTime();
  private final SeenRequest request;
  private final BodyCapture requestBody;
  private final BodyCapture replyBody;
  private final LongPredicate memory;
  private final LongConsumer owing;
  private final Consumer<Exchange> changed;
  private final List<Integer> interim = new ArrayList<>();
  private final Deque<Frame> frames = new ArrayDeque<>();
  private long framesForgotten;
  private @Nullable SeenReply reply;
  private State state = State.OPEN;
  private boolean requestIsWhole;
  private boolean replyIsWhole;
  private long firstByteNanos;
  private long endNanos;
  private String trouble = "";

  /**
   * What an exchange works with.
   *
   * @param bodyLimit how much of each body is kept, in bytes
   * @param memory takes so many bytes, or says that there are none left; less than none are given
   *     back
   * @param owing takes so many bytes in any case
   * @param changed hears of each change
   */
  record Wiring(
      int bodyLimit, LongPredicate memory, LongConsumer owing, Consumer<Exchange> changed) {}

  /**
   * @param start the time of day when it began
   */
  Exchange(String id, Origin origin, SeenRequest head, Instant start, Wiring wiring) {
    this.id = id;
    this.start = start;
    this.origin = origin;
    this.request = head;
    this.memory = wiring.memory();
    this.owing = wiring.owing();
    this.requestBody = new BodyCapture(wiring.bodyLimit(), memory);
    this.replyBody = new BodyCapture(wiring.bodyLimit(), memory);
    this.changed = wiring.changed();
  }

  public String id() {
    return id;
  }

  /** What it takes its memory from. */
  LongPredicate memory() {
    return memory;
  }

  synchronized void requestBody(ByteBuf part) {
    requestBody.add(part);
  }

  void requestEnded(List<Header> trailers) {
    synchronized (this) {
      requestBody.trailers(trailers);
      requestIsWhole = true;
    }
    endIfWhole();
  }

  /** A reply before the final one. */
  synchronized void interim(int status) {
    if (interim.size() < MOST_INTERIM) {
      interim.add(status);
    }
  }

  void replied(SeenReply head) {
    synchronized (this) {
      owing.accept(head.memory()); // shown even if it is too much
      reply = head;
      firstByteNanos = System.nanoTime();
      endNanos = firstByteNanos; // of one that broke before, for others have none yet
    }
    changed.accept(this);
  }

  synchronized void replyBody(ByteBuf part) {
    replyBody.add(part);
  }

  void replyEnded(List<Header> trailers) {
    synchronized (this) {
      replyBody.trailers(trailers);
      replyIsWhole = true;
    }
    endIfWhole();
  }

  private void endIfWhole() {
    if (requestIsWhole && replyIsWhole) {
      end(State.DONE, "");
    }
  }

  /** A WebSocket frame or an event has passed. */
  void frame(Frame frame) {
    synchronized (this) {
      boolean fits = frames.size() < MOST_FRAMES && memory.test(memoryOf(frame));
      while (!fits && !frames.isEmpty()) {
        boolean unused = memory.test(-memoryOf(frames.remove()));
        framesForgotten++;
        fits = memory.test(memoryOf(frame));
      }
      if (fits) {
        frames.add(frame);
      } else {
        framesForgotten++;
      }
    }
    changed.accept(this);
  }

  private static long memoryOf(Frame frame) {
    return frame.captured().remaining() + FRAME_OVERHEAD;
  }

  /**
   * All of it has passed.
   *
   * @param note what was not as it should be, or ""
   */
  void done(String note) {
    end(State.DONE, note);
  }

  /** No more will come, though it is not whole. */
  void broken(String reason) {
    end(State.BROKEN, reason);
  }

  private void end(State last, String reason) {
    synchronized (this) {
      if (state != State.OPEN) {
        return;
      }
      state = last;
      trouble = reason;
      endNanos = System.nanoTime();
    }
    changed.accept(this);
  }

  /** Makes it one that was over long ago. */
  void tookPlace(Optional<SeenReply> head, Duration duration) {
    synchronized (this) {
      owing.accept(head.map(SeenReply::memory).orElse(0L));
      reply = head.map(each -> each.withBody(SeenBody.EMPTY)).orElse(null);
      firstByteNanos = startNanos + duration.toNanos();
      endNanos = firstByteNanos;
      state = State.DONE;
    }
  }

  synchronized boolean isOver() {
    return state != State.OPEN;
  }

  /** As it stands. */
  public synchronized SeenExchange seen() {
    SeenReply head = reply;
    return new SeenExchange(
        id,
        origin,
        request.withBody(requestBody.seen()),
        head == null ? Optional.empty() : Optional.of(head.withBody(replyBody.seen())),
        course(),
        new SeenExchange.Frames(List.copyOf(frames), framesForgotten));
  }

  /** Its course alone, which costs less than all. */
  public synchronized Course course() {
    long end = state == State.OPEN ? System.nanoTime() : endNanos;
    return new Course(
        state,
        start,
        Duration.ofNanos(reply == null ? 0 : firstByteNanos - startNanos),
        Duration.ofNanos(end - startNanos),
        trouble,
        interim);
  }

  /** The status of the reply; 0 while there is none. */
  public synchronized int status() {
    return reply == null ? 0 : reply.status();
  }
}
