package org.ngrokd.streams.ssh;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.kex.KexState;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * One SSH connection, which its channels share: whether it takes more now, and whose turn it is
 * when it does. While new keys are being agreed on nothing is given to it, so that nothing waits in
 * queues that nobody counts.
 *
 * <p>Confined to the event loop of its socket.
 */
public final class SshLine {
  private static final AttributeKey<SshLine> KEY = new AttributeKey<>();

  private final Channel socket;
  private final AbstractSession session;
  private final Queue<SshEnd> waiting = new ArrayDeque<>();
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final Set<SshEnd> touched = new LinkedHashSet<>();
  private boolean pumping;
  private volatile long heardAt;

  private SshLine(Channel socket, AbstractSession session) {
    this.socket = socket;
    this.session = session;
    this.heardAt = System.nanoTime();
  }

  static SshLine attach(Channel socket, AbstractSession session) {
    SshLine line = new SshLine(socket, session);
    session.setAttribute(KEY, line);
    session.addSessionListener(
        new SessionListener() {
          @Override
          public void sessionEvent(Session changed, Event event) {
            if (event == Event.KeyEstablished || event == Event.KexCompleted) {
              socket.eventLoop().execute(line::pump);
            }
          }
        });
    return line;
  }

  /** The connection of this session. */
  public static SshLine of(Session session) {
    SshLine line = session.getAttribute(KEY);
    if (line == null) {
      throw new IllegalStateException("The session is none of ours: " + session);
    }
    return line;
  }

  public EventLoop loop() {
    return socket.eventLoop();
  }

  public Channel socket() {
    return socket;
  }

  public AbstractSession session() {
    return session;
  }

  /** When the peer sent something last, {@link System#nanoTime}. Any thread. */
  public long heardAt() {
    return heardAt;
  }

  /**
   * Opens a forwarded channel. On the event loop.
   *
   * @return its end, not yet started; fails when the peer does not want it, and is cancelled by who
   *     does not want it any more
   */
  public Future<RelayEnd> open(String type, Forwarding forwarding) {
    Promise<RelayEnd> opened = loop().newPromise();
    try {
      ConnectionService service = session.getService(ConnectionService.class);
      OpenedChannel channel = new OpenedChannel(type, forwarding, this);
      OpenedChannel.open(channel, service)
          .addListener(opening -> loop().execute(() -> answered(opening, channel, opened)));
    } catch (IOException | RuntimeException e) {
      opened.tryFailure(e);
    }
    return opened;
  }

  private static void answered(
      OpenFuture opening, OpenedChannel channel, Promise<RelayEnd> opened) {
    if (!opening.isOpened()) {
      Throwable failure = opening.getException();
      opened.tryFailure(failure == null ? new ClosedChannelException() : failure);
    } else if (!opened.trySuccess(channel.end())) {
      channel.end().reset();
    }
  }

  /** Whether more may be given to it now. */
  boolean isWritable() {
    return socket.isWritable() && session.getKexState() == KexState.DONE;
  }

  /** Runs this when more may be given to the connection: now, or later. On the event loop. */
  public void whenWritable(Runnable task) {
    if (isWritable()) {
      task.run();
    } else {
      tasks.add(task);
    }
  }

  /** This end has something to send, and is told when its turn has come. */
  void await(SshEnd end) {
    waiting.add(end);
  }

  /** Each end that waits sends a packet, then the next, for as long as they are taken. */
  void pump() {
    if (pumping) {
      return; // what is sent makes the socket writable again: we are on it
    }
    pumping = true;
    try {
      for (Runnable task = nextTask(); task != null; task = nextTask()) {
        task.run();
      }
      for (SshEnd end = next(); end != null; end = next()) {
        end.turn();
      }
    } finally {
      pumping = false;
    }
  }

  private @Nullable Runnable nextTask() {
    return isWritable() ? tasks.poll() : null;
  }

  private @Nullable SshEnd next() {
    return isWritable() ? waiting.poll() : null;
  }

  /** This end has been given bytes, and wants to know when no more follow. */
  void touched(SshEnd end) {
    touched.add(end);
  }

  /** No more bytes follow for now. */
  void burst() {
    heardAt = System.nanoTime();
    if (!touched.isEmpty()) {
      SshEnd[] told = touched.toArray(SshEnd[]::new);
      touched.clear();
      for (SshEnd end : told) {
        end.burst();
      }
    }
  }
}
