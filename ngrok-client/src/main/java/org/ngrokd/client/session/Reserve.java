package org.ngrokd.client.session;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.Extension;
import org.ngrokd.protocol.Message.AuthResp;
import org.ngrokd.protocol.Message.Homes;
import org.ngrokd.streams.net.HostAndPort;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session at another server of the cluster, which has no tunnels and stays silent but for its
 * heartbeat, until the client needs it. While there are other servers it is sought: one after the
 * other, with growing waits. A server alone never hears of it.
 *
 * <pre>
 *   NONE ──another server──▶ CONNECTING ──let in──▶ READY ──taken──▶ NONE
 *                                └──────lost──────────┴──▶ WAITING ──▶ CONNECTING …
 * </pre>
 *
 * <p>Confined to the client's control event loop. Protocol: docs/protocol.md "Two homes".
 */
final class Reserve {
  private enum State {
    NONE,
    CONNECTING,
    READY,
    WAITING
  }

  private static final Logger LOG = LoggerFactory.getLogger(Reserve.class);

  private final EventLoop loop;
  private final SessionContext context;
  private final Client client;
  private final Backoff backoff = new Backoff(() -> ThreadLocalRandom.current().nextDouble());
  private final HomeChoice choice =
      new HomeChoice(most -> ThreadLocalRandom.current().nextInt(most));
  private State state = State.NONE;
  private Optional<HostAndPort> address = Optional.empty();
  private @Nullable Session session;
  private @Nullable ScheduledFuture<?> timer;
  private boolean isTold;
  private boolean isStopped;

  /** Whose it is. */
  interface Client {
    /** By which its active server knows it. */
    String id();

    /** There is one now, at this address, or there is none any more. */
    void inReserve(Optional<HostAndPort> at);

    /** Somebody at that server wants the client to go for good. */
    void dismissed(String line);
  }

  Reserve(EventLoop loop, SessionContext context, Client client) {
    this.loop = loop;
    this.context = context;
    this.client = client;
  }

  /** The active server says where others are. */
  void told(Homes homes) {
    boolean isNews = choice.told(homes, context.connector().server());
    if (isNews && state == State.READY && address.filter(choice::has).isEmpty()) {
      end("It is none of the other servers any more");
    } else if (state == State.NONE || (isNews && state == State.WAITING)) {
      backoff.reset();
      seek();
    }
  }

  private void seek() {
    cancelTimer();
    address = isStopped ? Optional.empty() : choice.next();
    if (address.isEmpty()) {
      state = State.NONE;
      return;
    }
    state = State.CONNECTING;
    SessionContext there = context.inReserve(address.get());
    Session begun = new Session(loop, there, true, new Life());
    session = begun;
    begun.begin(client.id());
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private void lost(String reason) {
    if (state == State.READY) {
      LOG.info("The reserve at {} is gone: {}", place(), reason);
      client.inReserve(Optional.empty());
    } else if (!isTold) {
      isTold = true; // once: it is sought again and again
      LOG.info("No reserve at {}: {}; another one is sought", place(), reason);
    }
    session = null;
    state = State.WAITING;
    long wait = backoff.next().toMillis();
    timer = loop.schedule(this::seek, wait, TimeUnit.MILLISECONDS);
  }

  private String place() {
    return address.map(HostAndPort::toString).orElse("?");
  }

  private void end(String reason) {
    if (session != null) {
      session.end(reason);
    }
  }

  /** The session, which is not in reserve any more; empty when there is none that is online. */
  Optional<Session> take() {
    Session taken = session;
    if (state != State.READY || taken == null || !taken.isOnline()) {
      return Optional.empty();
    }
    session = null;
    state = State.NONE;
    client.inReserve(Optional.empty());
    return Optional.of(taken);
  }

  void stop() {
    isStopped = true;
    end("The client stops");
    cancelTimer();
  }

  /** What becomes of its session. */
  private final class Life extends SilentOwner {
    @Override
    public void online(AuthResp answer) {
      if (!answer.extensions().contains(Extension.RESERVE)) {
        end("that server knows no reserve: update it");
        return;
      }
      state = State.READY;
      isTold = false;
      backoff.reset();
      choice.found();
      LOG.info("In reserve at {}", place());
      client.inReserve(address);
    }

    @Override
    public void homesTold(Homes homes) {
      if (homes.isLeaving()) {
        end("that server is about to end");
      }
    }

    @Override
    public void dismissed(String line) {
      client.dismissed(line);
    }

    @Override
    public void ended(String reason) {
      lost(reason);
    }

    @Override
    public void failed(String reason, boolean untrusted) {
      lost(reason);
    }
  }
}
