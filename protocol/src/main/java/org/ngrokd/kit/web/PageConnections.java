package org.ngrokd.kit.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The connections to the page and the API: their number is bounded, and none stays that says
 * nothing.
 *
 * <pre>
 *   ASKING ──▶ ANSWERING ──▶ ASKING …      a whole request within a minute, and an answer that is taken
 *      └─────▶ LIVE                        a page that is open: it answers pings
 * </pre>
 *
 * <p>Confined to the pages' event loop.
 */
public final class PageConnections {
  /** A browser has seven for a page; the rest is for programs. */
  public static final int MOST = 100;

  /** For a whole request, for the next one, and for a reader that takes nothing. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** For an answer to be made: the server has half a minute to open a tunnel, twice. */
  private static final Duration LONGEST_WORK = Duration.ofMinutes(2);

  private static final Duration TICK = Duration.ofSeconds(15);

  private final EventExecutor loop;
  private final int most;
  private final Map<Channel, Connection> connections = new LinkedHashMap<>();
  private boolean isTicking;

  /** In the order in which they have to go when there are too many. */
  private enum State {
    ASKING,
    LIVE,
    ANSWERING
  }

  /** One of them. */
  private static final class Connection {
    State state = State.ASKING;
    long since;
    long pending;

    Connection(long now) {
      since = now;
    }

    void moveTo(State next, long now) {
      state = next;
      since = now;
    }
  }

  public PageConnections(EventExecutor loop) {
    this(loop, MOST);
  }

  /**
   * @param most how many there may be
   */
  public PageConnections(EventExecutor loop, int most) {
    this.loop = loop;
    this.most = most;
  }

  private long now() {
    return loop.ticker().nanoTime();
  }

  /** A connection has come; where there are too many, the one goes that was silent for longest. */
  public void add(Channel channel) {
    if (connections.size() >= most) {
      connections.entrySet().stream()
          .min(
              Comparator.comparing((Map.Entry<Channel, Connection> each) -> each.getValue().state)
                  .thenComparing(each -> each.getValue().since - now()))
          .map(Map.Entry::getKey)
          .ifPresent(this::drop);
    }
    connections.put(channel, new Connection(now()));
    channel.closeFuture().addListener(closed -> connections.remove(channel));
    if (!isTicking) {
      isTicking = true;
      schedule();
    }
  }

  private void drop(Channel channel) {
    connections.remove(channel);
    channel.close().addListener(closed -> {});
  }

  /** A whole request has come. */
  public void answering(Channel channel) {
    move(channel, State.ANSWERING);
  }

  /** The answer has gone. */
  public void asking(Channel channel) {
    move(channel, State.ASKING);
  }

  /** It is a page's WebSocket, of which something was heard. */
  public void live(Channel channel) {
    move(channel, State.LIVE);
  }

  private void move(Channel channel, State next) {
    Connection connection = connections.get(channel);
    if (connection != null) {
      connection.moveTo(next, now());
    }
  }

  private void schedule() {
    loop.schedule(this::tick, TICK.toNanos(), TimeUnit.NANOSECONDS).addListener(done -> {});
  }

  private void tick() {
    long now = now();
    for (Map.Entry<Channel, Connection> each : List.copyOf(connections.entrySet())) {
      Channel channel = each.getKey();
      Connection connection = each.getValue();
      noteProgress(channel, connection, now);
      if (now - connection.since > patience(connection).toNanos()) {
        drop(channel);
      } else if (connection.state == State.LIVE) {
        channel.writeAndFlush(new PingWebSocketFrame()).addListener(sent -> {});
      }
    }
    isTicking = !connections.isEmpty();
    if (isTicking) {
      schedule();
    }
  }

  /** A reader that takes something is not silent. */
  private static void noteProgress(Channel channel, Connection connection, long now) {
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    long pending = waiting == null ? 0 : waiting.totalPendingWriteBytes();
    if (connection.state == State.ANSWERING && pending != connection.pending) {
      connection.since = now;
    }
    connection.pending = pending;
  }

  private static Duration patience(Connection connection) {
    boolean isAtWork = connection.state == State.ANSWERING && connection.pending == 0;
    return isAtWork ? LONGEST_WORK : PATIENCE;
  }

  /** How many there are. */
  public int size() {
    return connections.size();
  }
}
