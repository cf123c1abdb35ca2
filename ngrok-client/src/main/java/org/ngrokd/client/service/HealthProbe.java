package org.ngrokd.client.service;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * One look at a local service: a connection that is accepted, with TLS where it speaks that, and
 * where it is asked something, an answer of 2xx or 3xx. Confined to one event loop.
 */
final class HealthProbe implements Checkup.Probe {
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})");

  /** "HTTP/1.1 200" */
  private static final int STATUS_LETTERS = 12;

  private final ServiceWay way;
  private final Optional<Question> question;
  private final Duration timeout;
  private @Nullable Future<RelayEnd> opening;

  /**
   * What it is asked by HTTP.
   *
   * @param host as visitors' requests would have it
   */
  record Question(String path, String host) {
    ByteBuf bytes() {
      return Unpooled.copiedBuffer(
          "GET "
              + path
              + " HTTP/1.1\r\nHost: "
              + host
              + "\r\nUser-Agent: ngrok-health-check\r\nAccept: */*\r\nConnection: close\r\n\r\n",
          StandardCharsets.ISO_8859_1);
    }
  }

  HealthProbe(ServiceWay way, Optional<Question> question, Duration timeout) {
    this.way = way;
    this.question = question;
    this.timeout = timeout;
  }

  @Override
  public Future<String> look(EventLoop loop) {
    Promise<String> seen = loop.newPromise();
    String late = "no answer within " + timeout.toMillis() + " ms";
    if (opening != null && !opening.isDone()) {
      return seen.setSuccess(late); // the look before still waits for its connection
    }
    var timer =
        loop.schedule(() -> seen.trySuccess(late), timeout.toMillis(), TimeUnit.MILLISECONDS);
    seen.addListener(done -> timer.cancel(false));
    opening = way.open(loop, "", ConnectionLog.next(ConnectionType.PRV), null);
    opening.addListener(
        (Future<RelayEnd> opened) -> {
          if (opened.isSuccess()) {
            ask(opened.getNow(), seen);
          } else {
            seen.trySuccess(Failures.oneLine(Failures.unwrapped(opened.cause())));
          }
        });
    return seen;
  }

  private void ask(RelayEnd service, Promise<String> seen) {
    seen.addListener(done -> service.close());
    service.start(new Answer(service, seen));
    if (question.isEmpty()) {
      seen.trySuccess("");
    } else {
      service.write(question.get().bytes());
      service.flush();
    }
  }

  /** The beginning of an answer. */
  private record Answer(RelayEnd service, Promise<String> seen, StringBuilder begin)
      implements RelayEnd.Receiver {
    Answer(RelayEnd service, Promise<String> seen) {
      this(service, seen, new StringBuilder());
    }

    @Override
    public void received(ByteBuf bytes) {
      int part = Math.min(bytes.readableBytes(), STATUS_LETTERS - begin.length());
      begin.append(bytes.toString(bytes.readerIndex(), part, StandardCharsets.ISO_8859_1));
      bytes.release();
      if (begin.length() == STATUS_LETTERS) {
        seen.trySuccess(judged());
      }
    }

    private String judged() {
      Matcher status = STATUS.matcher(begin);
      if (!status.matches()) {
        return "its answer is no HTTP";
      }
      char kind = status.group(1).charAt(0);
      return kind == '2' || kind == '3' ? "" : "it answers " + status.group(1);
    }

    @Override
    public void receivedBurst() {}

    @Override
    public void finished() {
      seen.trySuccess("it ends the connection without an answer");
    }

    @Override
    public void writabilityChanged() {}

    @Override
    public void closed() {
      seen.trySuccess("it breaks the connection off");
    }
  }
}
