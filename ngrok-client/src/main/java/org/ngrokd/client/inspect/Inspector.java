package org.ngrokd.client.inspect;

import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.ngrokd.client.config.InspectOptions;
import org.ngrokd.client.traffic.TunnelTraffic;
import org.ngrokd.protocol.relay.RelayEnd;

/** Watches visitors' HTTP and keeps what it sees. Safe from any thread. */
public final class Inspector {
  private final InspectOptions.Capture options;
  private final ExchangeStore store;
  private final CaptureRate rate = new CaptureRate(System::nanoTime);
  private final AtomicLong lastId = new AtomicLong();
  private final String idPrefix = "%08x".formatted(ThreadLocalRandom.current().nextInt());

  public Inspector(InspectOptions.Capture options, ExchangeStore store) {
    this.options = options;
    this.store = store;
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
   * @return what takes the visitor's place
   */
  public RelayEnd tapped(RelayEnd visitor, EventLoop loop, Origin origin, TunnelTraffic traffic) {
    Tap tap =
        new Tap(rate::admits, traffic, () -> new Conversation(new Recorder(origin, traffic, this)));
    return new TappedEnd(visitor, loop, tap);
  }

  /** Watches what is sent again; it is always admitted, under an id that was given before. */
  RelayEnd tappedReplay(ReplayEnd end, EventLoop loop, TunnelTraffic traffic) {
    Recorder recorder = new Recorder(end.origin(), traffic, this).recordingAs(end.id(), end::leave);
    Tap tap = new Tap(() -> true, traffic, () -> new Conversation(recorder));
    return new TappedEnd(end, loop, tap);
  }

  /** Adds an exchange that took place elsewhere. */
  void add(
      Origin origin,
      SeenRequest request,
      Optional<SeenReply> reply,
      Instant start,
      Duration duration) {
    Exchange exchange = create(newId(), origin, request.withBody(SeenBody.EMPTY), start);
    exchange.requestBody(Unpooled.wrappedBuffer(request.body().captured()));
    reply.ifPresent(each -> exchange.replyBody(Unpooled.wrappedBuffer(each.body().captured())));
    exchange.tookPlace(reply, duration);
    store.changed(exchange);
  }

  /** A request has come. */
  Exchange begin(String id, Origin origin, SeenRequest head) {
    return create(id, origin, head, Instant.now());
  }

  private Exchange create(String id, Origin origin, SeenRequest head, Instant start) {
    ExchangeStore.Account account = store.account();
    Exchange exchange =
        new Exchange(
            id,
            origin,
            head,
            start,
            new Exchange.Wiring(options.bodyLimit(), account, account::takeAnyway, store::changed));
    account.takeAnyway(head.memory() + Exchange.OVERHEAD);
    store.add(exchange, account);
    return exchange;
  }
}
