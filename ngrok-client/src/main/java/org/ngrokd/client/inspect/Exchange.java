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
import org.jspecify.annotations.Nullable;
import org.ngrokd.client.inspect.Course.State;

/**
 * One request and its reply, growing while they pass. One event loop adds to it, others look at
 * {@link #seen}, and any thread may make it forget what it has. Guarded by the lock of its {@link
 * CaptureMemory}, which all exchanges share.
 */
public final class Exchange {
  /** What a head takes in memory, beside its text: objects and references. */
  static final long OVERHEAD = 1024;

  /** What is left of {@link #OVERHEAD} while one that is forgotten goes on. */
  static final long REMAINDER = 512;

  /** What a frame takes in memory, beside its bytes. */
  static final long FRAME_OVERHEAD = 256;

  /** More are not told apart by anybody; they are within {@link #OVERHEAD}. */
  private static final int MOST_INTERIM = 50;

  private static final int MOST_FRAMES = 1000;

  private final String id;
  private final Origin origin;
  private final Instant start;
  private final long startNanos = System.nanoTime();
  private final BodyCapture requestBody;
  private final BodyCapture replyBody;
  private final CaptureMemory.Account memory;
  private final Object lock;
  private final Consumer<Exchange> changed;
  private final List<Integer> interim = new ArrayList<>();
  private final Deque<Frame> frames = new ArrayDeque<>();
  private long framesForgotten;
  private long frameBytes;
  private SeenRequest request;
  private boolean isForgotten;
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
   * @param memory its own, from which the request's head and {@link #OVERHEAD} are taken already
   * @param changed hears of each change
   */
  record Keeping(int bodyLimit, CaptureMemory.Account memory, Consumer<Exchange> changed) {}

  /**
   * @param start the time of day when it began
   */
  Exchange(String id, Origin origin, SeenRequest head, Instant start, Keeping keeping) {
    this.id = id;
    this.start = start;
    this.origin = origin;
    this.request = head;
    this.memory = keeping.memory();
    this.lock = memory.lock();
    this.requestBody = new BodyCapture(keeping.bodyLimit(), memory);
    this.replyBody = new BodyCapture(keeping.bodyLimit(), memory);
    this.changed = keeping.changed();
  }

  public String id() {
    return id;
  }

  /** What it takes its memory from. */
  CaptureMemory.Account memory() {
    return memory;
  }

  void requestBody(ByteBuf part) {
    synchronized (lock) {
      requestBody.add(part);
    }
  }

  void requestEnded(List<Header> trailers) {
    synchronized (lock) {
      requestBody.trailers(trailers);
      requestIsWhole = true;
    }
    endIfWhole();
  }

  /** A reply before the final one. */
  void interim(int status) {
    synchronized (lock) {
      if (interim.size() < MOST_INTERIM) {
        interim.add(status);
      }
    }
  }

  void replied(SeenReply head) {
    synchronized (lock) {
      reply = kept(head);
      firstByteNanos = System.nanoTime();
      endNanos = firstByteNanos; // of one that broke before, for others have none yet
    }
    changed.accept(this);
  }

  void replyBody(ByteBuf part) {
    synchronized (lock) {
      replyBody.add(part);
    }
  }

  void replyEnded(List<Header> trailers) {
    synchronized (lock) {
      replyBody.trailers(trailers);
      replyIsWhole = true;
    }
    endIfWhole();
  }

  /** The head, or no more than its status where there is no memory for it. */
  private SeenReply kept(SeenReply head) {
    return !isForgotten && memory.test(head.memory()) ? head : head.statusAlone();
  }

  private void endIfWhole() {
    if (requestIsWhole && replyIsWhole) {
      end(State.DONE, "");
    }
  }

  /** A WebSocket frame or an event has passed. */
  void frame(Frame frame) {
    synchronized (lock) {
      frameBytes += frame.size();
      boolean fits = !isForgotten && frames.size() < MOST_FRAMES && memory.test(memoryOf(frame));
      while (!fits && !frames.isEmpty()) {
        give(memoryOf(frames.remove()));
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
    synchronized (lock) {
      if (state != State.OPEN) {
        return;
      }
      state = last;
      trouble = reason;
      endNanos = System.nanoTime();
      if (isForgotten) {
        memory.close();
      }
    }
    changed.accept(this);
  }

  /** Makes it one that was over long ago. */
  void tookPlace(Optional<SeenReply> head, Duration duration) {
    synchronized (lock) {
      reply = head.map(each -> kept(each.withBody(SeenBody.EMPTY))).orElse(null);
      firstByteNanos = startNanos + duration.toNanos();
      endNanos = firstByteNanos;
      state = State.DONE;
    }
  }

  /**
   * Nobody will ask for it any more: lets go of all that was kept, and keeps no more. While it is
   * under way it goes on to tell how it went.
   */
  void forget() {
    synchronized (lock) {
      if (isForgotten) {
        return;
      }
      isForgotten = true;
      requestBody.release();
      replyBody.release();
      frames.forEach(frame -> give(memoryOf(frame)));
      framesForgotten += frames.size();
      frames.clear();
      if (reply != null) {
        give(reply.memory());
        reply = reply.statusAlone();
      }
      give(request.memory() + OVERHEAD - REMAINDER);
      request = SeenRequest.FORGOTTEN;
      if (state != State.OPEN) {
        memory.close();
      }
    }
  }

  private void give(long bytes) {
    boolean unused = memory.test(-bytes);
  }

  boolean isOver() {
    synchronized (lock) {
      return state != State.OPEN;
    }
  }

  /** As it stands. */
  public SeenExchange seen() {
    synchronized (lock) {
      SeenReply head = reply;
      return new SeenExchange(
          id,
          origin,
          request.withBody(requestBody.seen()),
          head == null ? Optional.empty() : Optional.of(head.withBody(replyBody.seen())),
          course(),
          new SeenExchange.Frames(List.copyOf(frames), framesForgotten, frameBytes));
    }
  }

  /** Its course alone, which costs less than all. */
  public Course course() {
    synchronized (lock) {
      long end = state == State.OPEN ? System.nanoTime() : endNanos;
      return new Course(
          state,
          start,
          Duration.ofNanos(reply == null ? 0 : firstByteNanos - startNanos),
          Duration.ofNanos(end - startNanos),
          trouble,
          interim);
    }
  }

  /** The status of the reply; 0 while there is none. */
  public int status() {
    synchronized (lock) {
      return reply == null ? 0 : reply.status();
    }
  }
}
