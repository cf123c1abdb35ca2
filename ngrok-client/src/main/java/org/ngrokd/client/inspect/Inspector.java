package org.ngrokd.client.inspect;

import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.ngrokd.client.config.InspectOptions;
import org.ngrokd.client.traffic.TunnelTraffic;
import org.ngrokd.streams.relay.RelayEnd;

/** Watches visitors' HTTP and keeps what it sees. Safe from any thread. */
public final class Inspector {
  private final InspectOptions.Capture options;
  private final ExchangeStore store;
  private final CaptureRate rate;
  private final AtomicLong lastId = new AtomicLong();
  private final String idPrefix = "%08x".formatted(ThreadLocalRandom.current().nextInt());

  public Inspector(InspectOptions.Capture options, ExchangeStore store) {
    this.options = options;
    this.store = store;
    this.rate = new CaptureRate(System::nanoTime, options.exchanges());
  }

  /** Whether anything is kept. */
  public boolean isOn() {
    return options.isOn();
  }

  /** An id that was not given before. */
  public String newId() {
    return idPrefix + "%08x".formatted(lastId.incrementAndGet());
  }

  /**
   * Watches a visitor.
   *
   * @param visitor on this event loop, on which everything will be called
   * @param local says which local service a request goes to, by its target
   * @return what takes the visitor's place
   */
  public RelayEnd tapped(
      RelayEnd visitor,
      EventLoop loop,
      Origin origin,
      UnaryOperator<String> local,
      TunnelTraffic traffic) {
    Tap tap =
        new Tap(
            rate::admits,
            traffic,
            () -> Conversation.begin(new Recorder(origin, local, traffic, this)));
    return new TappedEnd(visitor, loop, tap);
  }

  /** Watches what is sent again; it is always admitted, under an id that was given before. */
  RelayEnd tappedReplay(
      ReplayEnd end, EventLoop loop, UnaryOperator<String> local, TunnelTraffic traffic) {
    Recorder recorder =
        new Recorder(end.origin(), local, traffic, this).recordingAs(end.id(), end::leave);
    Tap tap = new Tap(() -> true, traffic, () -> followed(recorder, end));
    return new TappedEnd(end, loop, tap);
  }

  /** Without memory to see the reply it makes no sense to wait for it. */
  private static @Nullable Conversation followed(Recorder recorder, ReplayEnd end) {
    Conversation conversation = Conversation.begin(recorder);
    if (conversation == null) {
      end.leave();
    }
    return conversation;
  }

  /** What is held of a connection beside its exchanges is taken from it. */
  CaptureMemory.Account account() {
    return store.memory().account();
  }

  /** Adds an exchange that took place elsewhere; false when there is no memory for its head. */
  boolean add(
      Origin origin,
      SeenRequest request,
      Optional<SeenReply> reply,
      Instant start,
      Duration duration) {
    Exchange exchange = create(newId(), origin, request.withBody(SeenBody.EMPTY), start);
    if (exchange == null) {
      return false;
    }
    exchange.requestBody(Unpooled.wrappedBuffer(request.body().captured()));
    reply.ifPresent(each -> exchange.replyBody(Unpooled.wrappedBuffer(each.body().captured())));
    exchange.tookPlace(reply, duration);
    store.changed(exchange);
    return true;
  }

  /** A request has come; null when there is no memory for its head. */
  @Nullable Exchange begin(String id, Origin origin, SeenRequest head) {
    return create(id, origin, head, Instant.now());
  }

  private @Nullable Exchange create(String id, Origin origin, SeenRequest head, Instant start) {
    CaptureMemory.Account memory = store.memory().account();
    if (!memory.test(head.memory() + Exchange.OVERHEAD)) {
      return null;
    }
    Exchange exchange =
        new Exchange(
            id,
            origin,
            head,
            start,
            new Exchange.Keeping(options.bodyLimit(), memory, store::changed));
    store.add(exchange);
    return exchange;
  }
}
