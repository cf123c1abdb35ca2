package org.ngrokd.protocol.mux;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.memory.InputMemory;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.HandlerNames;
import org.ngrokd.streams.net.TlsRecords;

/**
 * A TLS connection between our two programs that carries many proxied streams. The server opens a
 * stream for each public connection, the client accepts it.
 *
 * <p>It begins as a connection for messages, but between servers, which have none: {@link #opening}
 * or {@link #accepting} puts an HTTP/2 handler in the place of the handlers for these, and bytes
 * that came early go on to it. Then what arrives goes the way {@link MuxFrames} → here → the {@link
 * MuxStream} that it is for, and what is sent goes from a stream to {@link FrameSender}. Here is
 * what the streams share: the windows ({@link WindowTuner}, within a {@link WindowBudget}), signs
 * of life ({@link Liveness}), the count that tells the pool how busy it is, and the burst: streams
 * that got bytes in one go of reading are noted, and told once, at its end, that it was all for
 * now.
 *
 * <p>It ends in one of three ways. Retired, it opens and takes no new stream and closes with its
 * last one. Silent, or broken, all its streams break off. Worn out (stream ids are used up), it is
 * as if retired, and the pool makes another.
 *
 * <p>It is longer than most: it is one place for what HTTP/2 counts by connection.
 *
 * <p>Confined to the event loop of its channel, but for what says otherwise.
 */
public final class MuxConnection implements Carrier {
  /** So that all streams together are never held back: each is by itself. */
  private static final int CONNECTION_WINDOW = 1 << 30;

  /** The last stream that is opened here: after it a new connection has to be made. */
  private static final int LAST_STREAM = Integer.MAX_VALUE - 1000;

  /** The content of a PING that asks for a sign of life. */
  private static final long SIGN_OF_LIFE = -1;

  /** The same, when somebody waits for the answer. */
  private static final long AWAITED_SIGN_OF_LIFE = -2;

  private final Channel channel;
  private final MuxHandler http2;
  private final FrameSender sender;
  private final Http2Connection streams;
  private final Http2Connection.PropertyKey key;
  private final Acceptor acceptor;
  private final ConnectionLog log;
  private final WindowBudget budget;
  private final WindowTuner tuner;
  private final Liveness liveness;
  private final TrafficMeter meter = new TrafficMeter();
  private final List<MuxStream> touched = new ArrayList<>();
  private final List<Arrival> arrivals = new ArrayList<>();
  private final List<Runnable> askers = new ArrayList<>();
  private volatile int open;
  private volatile boolean usable = true;
  private MuxEvents events = MuxEvents.NONE;
  private boolean retired;
  private boolean windowsSmall;
  private boolean inBurst;
  private long burstAt;

  /** Takes the streams that the peer opens. */
  @FunctionalInterface
  public interface Acceptor {
    /** On the stream's event loop. The stream is started, closed or reset, now or later. */
    void accept(StreamHead head, MuxStream stream);
  }

  private MuxConnection(
      Channel channel,
      MuxHandler http2,
      Acceptor acceptor,
      WindowBudget budget,
      ConnectionLog log) {
    this.channel = channel;
    this.http2 = http2;
    this.sender = new FrameSender(channel, http2, meter, log);
    this.streams = http2.connection();
    this.key = streams.newKey();
    this.acceptor = acceptor;
    this.log = log;
    this.budget = budget;
    this.tuner = new WindowTuner(budget, sender::ping);
    this.liveness =
        new Liveness(channel.eventLoop(), () -> sender.ping(SIGN_OF_LIFE), this::noSignOfLife);
  }

  /** A stream that the peer has opened in this burst. */
  private record Arrival(StreamHead head, MuxStream stream) {}

  /** Loads what a first connection needs, which takes a while. Any thread. */
  public static void loadClasses() {
    MuxHandler handler = MuxHandler.of(true, new MuxFrames());
    new EmbeddedChannel(handler).finishAndReleaseAll();
  }

  /**
   * Makes a connection one that opens streams: the server's side. On the channel's event loop;
   * replaces the handlers for messages.
   */
  public static MuxConnection opening(Channel channel, WindowBudget budget, ConnectionLog log) {
    return take(channel, false, (head, stream) -> stream.reset(), budget, log);
  }

  /**
   * From now on somebody hears of it. On the channel's event loop, before there are streams.
   *
   * @return this
   */
  public MuxConnection telling(MuxEvents listener) {
    assert loop().inEventLoop();
    events = listener;
    events.connected();
    channel.closeFuture().addListener(gone -> listener.disconnected());
    return this;
  }

  /** The same for the client's side, which accepts them. */
  public static MuxConnection accepting(
      Channel channel, Acceptor acceptor, WindowBudget budget, ConnectionLog log) {
    return take(channel, true, acceptor, budget, log);
  }

  private static MuxConnection take(
      Channel channel, boolean accepts, Acceptor acceptor, WindowBudget budget, ConnectionLog log) {
    assert channel.eventLoop().inEventLoop();
    TlsRecords.merged(channel);
    MuxFrames frames = new MuxFrames();
    MuxHandler http2 = MuxHandler.of(accepts, frames);
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addBefore(HandlerNames.FAILURES, HandlerNames.MUX, http2);
    MuxConnection connection = new MuxConnection(channel, http2, acceptor, budget, log);
    frames.belongTo(connection);
    pipeline.addAfter(HandlerNames.MUX, HandlerNames.MUX_BURST, new MuxBurstHandler(connection));
    connection.begin();
    if (pipeline.get(HandlerNames.FRAMES) != null) { // between servers there are no messages
      removeMessages(channel);
    }
    channel.config().setAutoRead(true);
    return connection;
  }

  private static void removeMessages(Channel channel) {
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.remove(HandlerNames.ROLE);
    pipeline.remove(HandlerNames.MESSAGE_ENCODER);
    pipeline.remove(HandlerNames.MESSAGE_DECODER);
    ChannelHandler messages = pipeline.remove(HandlerNames.FRAMES); // last: it has the first frames
    InputMemory.of(channel).removed(messages);
  }

  private void begin() {
    streams.addListener(
        new Http2ConnectionAdapter() {
          @Override
          public void onStreamClosed(Http2Stream stream) {
            closed(stream);
          }
        });
    try {
      http2
          .decoder()
          .flowController()
          .incrementWindowSize(streams.connectionStream(), CONNECTION_WINDOW);
    } catch (Http2Exception e) {
      throw new IllegalStateException(e);
    }
    liveness.start();
    sender.flushSoon();
  }

  /** Its event loop. From any thread. */
  @Override
  public EventLoop loop() {
    return channel.eventLoop();
  }

  /** Whether streams can be opened. From any thread. */
  @Override
  public boolean isUsable() {
    return usable;
  }

  /** How many streams are open. From any thread. */
  @Override
  public int streams() {
    return open;
  }

  /** The bytes of bulk that it carried lately. From any thread. */
  @Override
  public long load() {
    return meter.recent(loop().ticker().nanoTime());
  }

  /** Runs the action when the connection is gone, on its event loop. From any thread. */
  @Override
  public void whenGone(Runnable action) {
    channel.closeFuture().addListener(closed -> action.run());
  }

  /**
   * Opens a stream.
   *
   * @return null when it cannot: another connection is needed
   */
  @Override
  public @Nullable MuxStream open(StreamHead head) {
    assert loop().inEventLoop();
    if (!usable || !streams.local().canOpenStream()) {
      return null;
    }
    liveness.check();
    int id = streams.local().incrementAndGetNextStreamId();
    if (id >= LAST_STREAM) {
      retire();
    }
    sender.headers(id, head.toHeaders());
    Http2Stream stream = streams.stream(id);
    return stream == null ? null : add(stream);
  }

  private MuxStream add(Http2Stream stream) {
    MuxStream added = new MuxStream(this, sender, stream);
    stream.setProperty(key, added);
    events.opened();
    fitWindows();
    open = streams.numActiveStreams();
    return added;
  }

  /** While memory is short, every stream gets less ahead: it may be one of many. */
  private void fitWindows() {
    if (budget.isShort() != windowsSmall) {
      windowsSmall = budget.isShort();
      sender.initialWindow(windowsSmall ? Window.SMALL : Window.INITIAL);
    }
  }

  /** The peer has opened a stream. */
  void opened(int streamId, Http2Headers headers, boolean end) {
    Http2Stream stream = streams.stream(streamId);
    if (stream == null || stream.getProperty(key) != null) {
      return; // gone already; or trailers, which say nothing to us
    }
    MuxStream added = add(stream);
    if (end) {
      added.received(Unpooled.EMPTY_BUFFER, true);
    }
    arrivals.add(new Arrival(StreamHead.of(headers), added));
  }

  /**
   * Streams are accepted at the end of the burst in which they came: what a peer opens and resets
   * in one breath, thousands of times, leads to nothing.
   */
  private void acceptArrivals() {
    for (int i = 0; i < arrivals.size(); i++) { // it may grow meanwhile
      Arrival arrival = arrivals.get(i);
      if (arrival.stream().isClosed()) {
        arrival.stream().forget();
      } else {
        accept(arrival);
      }
    }
    arrivals.clear();
  }

  private void accept(Arrival arrival) {
    try {
      acceptor.accept(arrival.head(), arrival.stream());
    } catch (RuntimeException e) {
      failed(arrival.stream(), e);
    }
  }

  int received(int streamId, ByteBuf data, boolean end) {
    int bytes = data.readableBytes();
    if (!inBurst) {
      inBurst = true;
      burstAt = loop().ticker().nanoTime(); // a look at the clock for each frame would cost more
    }
    long now = burstAt;
    meter.count(bytes, now);
    Http2Stream http2Stream = streams.stream(streamId);
    MuxStream stream = http2Stream == null ? null : http2Stream.getProperty(key);
    if (stream == null) {
      return bytes;
    }
    try {
      int taken = stream.received(data, end);
      tuner.received(stream, bytes, now);
      return taken;
    } catch (RuntimeException e) {
      failed(stream, e);
      return bytes;
    }
  }

  /** A fault of ours in what one stream leads to ends that stream, not all of them. */
  private void failed(MuxStream stream, RuntimeException failure) {
    log.bug(failure);
    stream.reset();
  }

  /** A stream has begun to wait for its peer to take something. From any thread. */
  void stalled() {
    events.stalled();
  }

  /** The stream has bytes that it will want to flush at the end of the burst. */
  void touched(MuxStream stream) {
    if (touched.isEmpty() || touched.get(touched.size() - 1) != stream) {
      touched.add(stream);
    }
  }

  void burst() {
    inBurst = false;
    acceptArrivals();
    fitWindows();
    liveness.heard(loop().ticker().nanoTime());
    for (int i = 0; i < touched.size(); i++) { // it may grow meanwhile
      touched.get(i).burst();
    }
    touched.clear();
  }

  /**
   * Asks the peer for a sign of life. From any thread.
   *
   * @param answered is run once it has answered, on the connection's event loop
   */
  @Override
  public void askForLife(Runnable answered) {
    loop()
        .execute(
            () -> {
              askers.add(answered);
              sender.ping(AWAITED_SIGN_OF_LIFE);
            });
  }

  void answered(long content) {
    if (content == AWAITED_SIGN_OF_LIFE) {
      List<Runnable> told = List.copyOf(askers);
      askers.clear();
      told.forEach(Runnable::run);
    }
    tuner.answered(content, loop().ticker().nanoTime());
  }

  private void closed(Http2Stream closed) {
    MuxStream stream = closed.getProperty(key);
    open = streams.numActiveStreams();
    if (stream != null) {
      events.closed();
      tuner.forget(stream);
      stream.closed();
    }
    if (retired) {
      closeIfIdle();
    }
  }

  /** The peer opens or accepts no more streams; those that are open go on. */
  void leaving() {
    usable = false;
  }

  /** Opens and accepts no more streams, and closes when the last one has ended. */
  @Override
  public void retire() {
    usable = false;
    if (loop().inEventLoop()) {
      leave();
    } else {
      loop().execute(this::leave);
    }
  }

  private void leave() {
    if (!retired && channel.isActive()) {
      retired = true;
      sender.goAway(streams.remote().lastStreamCreated());
      closeIfIdle();
    }
  }

  private void closeIfIdle() {
    if (streams.numActiveStreams() == 0) {
      loop().execute(() -> channel.close().addListener(closed -> {}));
    }
  }

  private void noSignOfLife() {
    log.info("The peer of a multiplexed connection does not answer, closing it");
    channel.close().addListener(closed -> {});
  }

  void gone() {
    usable = false;
    arrivals.forEach(arrival -> arrival.stream().forget());
    arrivals.clear();
    liveness.stop();
  }
}
