package org.ngrokd.client.web;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.util.AttributeKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ngrokd.client.agent.Agent;
import org.ngrokd.client.inspect.Exchange;
import org.ngrokd.client.inspect.ExchangeStore;
import org.ngrokd.client.inspect.SeenExchange;
import org.ngrokd.client.session.Refusal;
import org.ngrokd.client.session.Route;
import org.ngrokd.client.session.SessionEvents;
import org.ngrokd.kit.json.Json;

/**
 * Tells the open pages what is new, a few times a second. While no page is open it does nothing.
 *
 * <p>Pages belong to one event loop; the rest may be called from any thread.
 */
final class LiveFeed implements ExchangeStore.Watcher, SessionEvents {
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** When more have changed, a page had better ask for the list. */
  private static final int MOST_TOLD = 200;

  /** Or when they are longer than this in all: it is held for each page. */
  private static final int MOST_LETTERS = 256 * 1024;

  private static final AttributeKey<Boolean> BEHIND =
      AttributeKey.valueOf(LiveFeed.class, "behind");

  private final EventLoop loop;
  private final Agent agent;
  private final ChannelGroup pages;
  private final Set<Exchange> changed = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean isDue = new AtomicBoolean();
  private final Seconds seconds;
  private volatile boolean hasPages;

  LiveFeed(EventLoop loop, Agent agent) {
    this.loop = loop;
    this.agent = agent;
    this.pages = new DefaultChannelGroup(loop);
    this.seconds = new Seconds(agent.watched().traffic());
  }

  /** A page has connected; on its event loop. */
  void add(Channel page) {
    boolean isFirst = pages.isEmpty();
    pages.add(page);
    hasPages = true;
    if (isFirst) {
      seconds.begin();
      scheduleSecond();
    }
    page.writeAndFlush(frame("state", PageResources.State.of(agent))).addListener(sent -> {});
  }

  private void scheduleSecond() {
    loop.schedule(this::tellSecond, 1, TimeUnit.SECONDS).addListener(done -> {});
  }

  private void tellSecond() {
    hasPages = !pages.isEmpty();
    if (hasPages) {
      tell("second", seconds.next());
      scheduleSecond();
    } else {
      changed.clear();
    }
  }

  @Override
  public void changed(Exchange exchange) {
    if (hasPages) {
      changed.add(exchange);
      if (isDue.compareAndSet(false, true)) {
        loop.schedule(this::tellChanges, PAUSE.toMillis(), TimeUnit.MILLISECONDS)
            .addListener(done -> {});
      }
    }
  }

  private void tellChanges() {
    isDue.set(false);
    List<SeenExchange> all = new ArrayList<>();
    for (Exchange each : Set.copyOf(changed)) {
      changed.remove(each); // before it is read: what comes later marks it again
      all.add(each.seen());
    }
    all.forEach(seconds::add);
    long letters = all.stream().mapToLong(each -> each.request().target().length()).sum();
    if (all.size() > MOST_TOLD || letters > MOST_LETTERS) {
      tell("resync", Map.of());
    } else if (!all.isEmpty()) {
      tell("exchanges", all.stream().map(PageResources.Summary::of).toList());
    }
  }

  @Override
  public void cleared() {
    loop.execute(() -> tell("cleared", Map.of()));
  }

  private void tellState() {
    if (hasPages) {
      loop.execute(() -> tell("state", PageResources.State.of(agent)));
    }
  }

  /** A page that is behind misses this, and is told to ask for all when it has caught up. */
  private void tell(String kind, Object value) {
    for (Channel page : pages) {
      if (!page.isWritable()) {
        page.attr(BEHIND).set(true);
        continue;
      }
      if (Boolean.TRUE.equals(page.attr(BEHIND).getAndSet(false))) {
        page.write(frame("state", PageResources.State.of(agent))).addListener(sent -> {});
        page.write(frame("resync", Map.of())).addListener(sent -> {});
      }
      page.writeAndFlush(frame(kind, value)).addListener(sent -> {});
    }
  }

  private static TextWebSocketFrame frame(String kind, Object value) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("kind", kind);
    message.put("value", value);
    return new TextWebSocketFrame(new String(Json.camel(message), StandardCharsets.UTF_8));
  }

  @Override
  public void connecting() {
    tellState();
  }

  @Override
  public void online(String serverVersion) {
    tellState();
  }

  @Override
  public void opened(Route route) {
    tellState();
  }

  @Override
  public void tunnelRefused(Refusal refusal, Duration wait) {
    tellState();
  }

  @Override
  public void closed(Route route) {
    tellState();
  }

  @Override
  public void ponged(Duration latency) {
    tellState();
  }

  @Override
  public void waiting(String reason, Duration wait) {
    tellState();
  }

  @Override
  public void refused(String reason) {
    tellState();
  }
}
