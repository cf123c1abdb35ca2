package org.ngrokd.client.inspect;

import io.netty.buffer.ByteBuf;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ngrokd.client.traffic.TunnelTraffic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether what passes on a connection is followed.
 *
 * <pre>
 *   IDLE ──▶ FOLLOWING ──▶ IDLE …        followed from a request's first byte until all is answered
 *     └────▶ BLIND ──▶ IDLE …            too much traffic, or no memory: until the next request begins
 *   FOLLOWING ──▶ OFF                    it is no HTTP that can be followed
 * </pre>
 *
 * <p>The bytes stay the caller's. Nothing that goes wrong here gets out. Confined to the event loop
 * of the connection.
 */
final class Tap {
  private enum State {
    IDLE,
    FOLLOWING,
    BLIND,
    OFF
  }

  private static final Logger LOG = LoggerFactory.getLogger(Tap.class);

  private final BooleanSupplier admits;
  private final TunnelTraffic traffic;
  private final Supplier<@Nullable Conversation> conversations;
  private @Nullable Conversation conversation;
  private State state = State.IDLE;
  private boolean serviceSpokeLast;

  /**
   * @param admits whether one more exchange may be looked at now
   * @param conversations gives null when there is no memory for one more
   */
  Tap(
      BooleanSupplier admits,
      TunnelTraffic traffic,
      Supplier<@Nullable Conversation> conversations) {
    this.admits = admits;
    this.traffic = traffic;
    this.conversations = conversations;
  }

  void fromVisitor(ByteBuf bytes) {
    if (!bytes.isReadable() || state == State.OFF) {
      return;
    }
    if (state == State.IDLE || (state == State.BLIND && isNextRequest(bytes))) {
      begin();
    }
    serviceSpokeLast = false;
    if (state == State.FOLLOWING) {
      follow(each -> each.fromVisitor(bytes));
    }
  }

  private boolean isNextRequest(ByteBuf bytes) {
    return serviceSpokeLast && RequestStart.isIn(bytes);
  }

  private void begin() {
    conversation = admits.getAsBoolean() ? conversations.get() : null;
    if (conversation != null) {
      state = State.FOLLOWING;
    } else {
      state = State.BLIND;
      traffic.missed();
    }
  }

  void fromService(ByteBuf bytes) {
    serviceSpokeLast = true;
    if (state == State.FOLLOWING && bytes.isReadable()) {
      follow(each -> each.fromService(bytes));
    }
  }

  void visitorFinished() {
    if (state == State.FOLLOWING) {
      follow(Conversation::visitorFinished);
    }
  }

  void serviceFinished() {
    if (state == State.FOLLOWING) {
      follow(Conversation::serviceFinished);
    }
  }

  /** The connection is gone, or cannot be followed: looks at nothing any more. */
  void closed(String reason) {
    if (state == State.FOLLOWING) {
      follow(each -> each.broken(reason));
    }
    stop(State.OFF);
  }

  private interface Step {
    void of(Conversation conversation);
  }

  private void follow(Step step) {
    Conversation current = conversation;
    if (current == null) {
      return;
    }
    try {
      step.of(current);
      if (current.isLost()) {
        stop(State.OFF);
      } else if (current.isIdle()) {
        stop(State.IDLE);
      }
    } catch (Exception e) { // also checked ones that are thrown undeclared
      LOG.warn("What passes on a connection cannot be followed any more", e);
      end(current);
      stop(State.OFF);
    }
  }

  /** What it was about stays known, but for what can still go wrong. */
  private static void end(Conversation failed) {
    try {
      failed.broken("it could not be followed any more");
    } catch (Exception e) {
      LOG.debug("Nor can its end be told", e);
    }
  }

  private void stop(State next) {
    state = next;
    Conversation over = conversation;
    conversation = null;
    if (over != null) {
      over.release();
    }
  }
}
