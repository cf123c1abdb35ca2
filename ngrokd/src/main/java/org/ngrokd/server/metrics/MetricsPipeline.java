package org.ngrokd.server.metrics;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ngrokd.server.listen.DeadlineHandler;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;
import org.ngrokd.streams.net.FailureHandler;
import org.ngrokd.streams.net.HandlerNames;
import org.slf4j.event.Level;

/**
 * A connection of a monitoring system, for one request:
 *
 * <pre>
 *   deadline | role: MetricsHandler | failures
 * </pre>
 */
public final class MetricsPipeline extends ChannelInitializer<Channel> {
  /** For the request and for taking the answer. */
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final ServerMetrics metrics;
  private final Readiness readiness;

  /**
   * @param figures all there are, but for whether all is well
   */
  public MetricsPipeline(List<Figures> figures, Readiness readiness) {
    List<Figures> all = new ArrayList<>(figures);
    all.add(new ReadinessFigures(readiness));
    this.metrics = new ServerMetrics(all);
    this.readiness = readiness;
  }

  @Override
  protected void initChannel(Channel channel) {
    ConnectionLog log = ConnectionLog.next(ConnectionType.PUB);
    channel
        .pipeline()
        .addLast(
            HandlerNames.DEADLINE,
            new DeadlineHandler(DEADLINE, log, Level.DEBUG, "request for metrics"))
        .addLast(HandlerNames.ROLE, new MetricsHandler(metrics, readiness))
        .addLast(HandlerNames.FAILURES, new FailureHandler(log));
  }
}
