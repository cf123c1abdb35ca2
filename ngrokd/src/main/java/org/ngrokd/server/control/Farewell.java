package org.ngrokd.server.control;

import io.netty.channel.Channel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.protocol.Message;
import org.ngrokd.protocol.Message.AuthResp;
import org.ngrokd.protocol.Message.NewTunnel;
import org.ngrokd.protocol.ProtocolVersion;
import org.ngrokd.server.limits.Junk;
import org.ngrokd.streams.net.ChannelTask;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.PeerAddress;
import org.slf4j.event.Level;

/**
 * Tells a client that it is refused, later the more often its address was ({@link Refusals}), and
 * ends the connection. Confined to the event loop of the control connection.
 */
final class Farewell {
  private final Channel channel;
  private final ControlContext context;
  private final BiConsumer<Message, String> leave;

  /**
   * @param leave sends the last message and shuts down, for this reason
   */
  Farewell(Channel channel, ControlContext context, BiConsumer<Message, String> leave) {
    this.channel = channel;
    this.context = context;
    this.leave = leave;
  }

  /** It may not come in. */
  void login(Junk kind, String error, ConnectionLog log) {
    boolean isNew = context.gate().reports().junk(kind, channel);
    login(error, isNew ? Level.WARN : Level.DEBUG, log);
  }

  /** The same, told at this level. */
  void login(String error, Level level, ConnectionLog log) {
    channel.config().setAutoRead(true); // bytes left unread would turn our goodbye into a reset
    log.log(level, null, "Refused (peer {}): {}", PeerAddress.of(channel), error);
    later(
        new AuthResp(ProtocolVersion.PROTOCOL, ProtocolVersion.SOFTWARE, "", error, List.of()),
        "Refused");
  }

  /** The only tunnel that it has asked for is refused. */
  void tunnel(NewTunnel refusal, ConnectionLog log) {
    boolean isNew = context.gate().reports().junk(Junk.REFUSED_TUNNEL, channel);
    log.log(
        isNew ? Level.WARN : Level.DEBUG,
        null,
        "Refused a tunnel (peer {}): {}",
        PeerAddress.of(channel),
        Printable.sentence(refusal.error()));
    later(refusal, "No tunnel left");
  }

  private void later(Message last, String reason) {
    Duration delay = context.refusals().next(PeerAddress.ip(channel));
    channel
        .eventLoop()
        .schedule(
            new ChannelTask(channel, () -> leave.accept(last, reason)),
            delay.toNanos(),
            TimeUnit.NANOSECONDS)
        .addListener(done -> {});
  }
}
