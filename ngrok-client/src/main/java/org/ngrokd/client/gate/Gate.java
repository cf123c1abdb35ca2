package org.ngrokd.client.gate;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.ngrokd.client.http.Filter;
import org.ngrokd.client.http.FilterEnd;
import org.ngrokd.streams.http.Audience;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.http.ErrorPage;
import org.ngrokd.streams.http.HeaderLines;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.http.ResponseHead;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * Judges each request of one visitor before the local service hears of it, and hears how it was
 * answered. Who is not let in gets a page, behind the replies to earlier requests, and the
 * connection ends. Confined to the event loop of the connection.
 */
public final class Gate extends Filter {
  private final GateRules rules;
  private final UnaryOperator<String> service;
  private final String url;
  private final EventLoop loop;
  private final Queue<Optional<Breaker.Pass>> unanswered = new ArrayDeque<>(2);
  private boolean isReplying;
  private @Nullable Supplier<ByteBuf> refusal;
  private @Nullable Runnable whenAdmitted;
  private boolean isAdmitted;

  private Gate(GateRules rules, UnaryOperator<String> service, String url, EventLoop loop) {
    this.rules = rules;
    this.service = service;
    this.url = url;
    this.loop = loop;
  }

  /** A visitor with a gate before it. */
  public record Guarded(FilterEnd end, Gate gate) {
    /**
     * Reads the first request, and goes on when it is let in: then somebody has to start the
     * visitor's end.
     *
     * @param admitted is run later on the visitor's event loop, at most once
     * @param gone is run instead when the visitor goes before that, or is not let in
     */
    public void await(Runnable admitted, Runnable gone) {
      gate.whenAdmitted = admitted;
      end.startEarly(
          () -> {
            if (!gate.isAdmitted) {
              gone.run();
            }
          });
    }
  }

  /**
   * Puts a gate before a visitor.
   *
   * @param service says which service a request goes to, by its target as it was sent
   * @param url of the tunnel
   */
  public static Guarded before(
      RelayEnd visitor,
      GateRules rules,
      UnaryOperator<String> service,
      String url,
      EventLoop loop) {
    Gate gate = new Gate(rules, service, url, loop);
    return new Guarded(FilterEnd.before(visitor, gate, loop), gate);
  }

  @Override
  public void requestBegan(RequestHead head) {
    if (refusal != null) {
      return;
    }
    if (rules.agents().isPresent() && !rules.agents().get().areMetBy(head)) {
      Audience audience = Audience.of(head);
      refuse(() -> ErrorPage.NOT_LET_IN.reply(url, "", audience));
      return;
    }
    Optional<Breaker> breaker = rules.breaker(service.apply(head.target()));
    Optional<Breaker.Pass> pass = breaker.flatMap(Breaker::admit);
    if (breaker.isPresent() && pass.isEmpty()) {
      Audience audience = Audience.of(head);
      long seconds = seconds(breaker.get());
      refuse(() -> ErrorPage.FAILING.replyUntil(seconds, url, audience));
    } else {
      unanswered.add(pass);
      super.requestBegan(head);
      admitted();
    }
  }

  private static long seconds(Breaker breaker) {
    return Math.max(1, breaker.rest().plus(Duration.ofMillis(999)).toSeconds());
  }

  /** Later, for what it leads to may end in this very request. */
  private void admitted() {
    Runnable next = whenAdmitted;
    if (!isAdmitted && next != null) {
      isAdmitted = true;
      loop.execute(next);
    }
  }

  private void refuse(Supplier<ByteBuf> page) {
    refusal = page;
    refuseIfAnswered();
  }

  private void refuseIfAnswered() {
    Supplier<ByteBuf> page = refusal;
    if (page != null && unanswered.isEmpty() && !isReplying) {
      endWith(page.get());
    }
  }

  @Override
  public void requestBody(ByteBuf bytes) {
    if (refusal == null) {
      super.requestBody(bytes);
    } else {
      bytes.release();
    }
  }

  @Override
  public void replyBegan(ResponseHead head) {
    isReplying = true;
    answered(head.status() >= 500);
    super.replyBegan(head);
  }

  private void answered(boolean hasFailed) {
    Optional<Breaker.Pass> pass = unanswered.poll();
    if (pass != null) {
      pass.ifPresent(each -> each.ended(hasFailed));
    }
  }

  @Override
  public void replyEnded(HeaderLines trailers) {
    isReplying = false;
    super.replyEnded(trailers);
    refuseIfAnswered();
  }

  @Override
  public void replyMalformed(BadMessageException e, boolean isBegun) {
    answered(true);
    super.replyMalformed(e, isBegun);
  }

  @Override
  protected void over(boolean isByService) {
    for (Optional<Breaker.Pass> pass : unanswered) {
      pass.ifPresent(
          each -> {
            if (isByService) {
              each.ended(true);
            } else {
              each.abandoned();
            }
          });
    }
    unanswered.clear();
  }

  @Override
  protected ByteBuf badReply() {
    return ErrorPage.BAD_REPLY.reply(url, "", Audience.PROGRAM);
  }
}
