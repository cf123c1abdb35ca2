package org.ngrokd.server.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.util.Optional;
import org.ngrokd.protocol.net.ConnectionLog;
import org.ngrokd.protocol.net.Failures;
import org.ngrokd.protocol.net.PeerAddress;
import org.ngrokd.protocol.relay.ActiveRelays;
import org.ngrokd.protocol.relay.ChannelEnd;
import org.ngrokd.protocol.relay.Relay;
import org.ngrokd.protocol.relay.RelayEnd;
import org.ngrokd.protocol.relay.StreamKind;
import org.ngrokd.server.tunnel.Tunnel;

/**
 * A visitor's connection from the moment it is known what it is for: it is answered here, or it
 * waits for a way to the client and is joined with it.
 *
 * <p>Confined to the event loop of its channel. Protocol: §5.
 */
final class PublicConnection {
  private final Channel channel;
  private final ChannelEnd end;
  private final ActiveRelays relays;
  private final ConnectionLog log;

  /** Takes the channel over: from now on nothing is read but by the relay. */
  PublicConnection(Channel channel, StreamKind kind, ActiveRelays relays, ConnectionLog log) {
    this.channel = channel;
    this.end = ChannelEnd.take(channel, kind);
    this.relays = relays;
    this.log = log;
  }

  /** Sends a reply of our own and closes. */
  void reply(ByteBuf reply) {
    end.write(reply);
    end.close();
  }

  /**
   * Joins the visitor with the tunnel's client.
   *
   * @param otherwise the reply when the client gives no way; empty to close without one
   */
  void join(Tunnel tunnel, Optional<ByteBuf> otherwise) {
    tunnel
        .open(PeerAddress.of(channel), channel.eventLoop())
        .addListener(
            (Future<RelayEnd> opened) -> {
              if (!opened.isSuccess()) {
                log.debug("No way to the client: {}", Failures.oneLine(opened.cause()));
                otherwise.ifPresentOrElse(this::reply, end::reset);
              } else {
                otherwise.ifPresent(ByteBuf::release);
                relay(opened.getNow());
              }
            });
  }

  private void relay(RelayEnd toClient) {
    relays.started();
    Relay.join(
        end,
        toClient,
        (fromVisitor, fromClient) -> {
          relays.ended();
          log.debug("Ended: {} bytes in, {} bytes out", fromVisitor, fromClient);
        });
  }
}
