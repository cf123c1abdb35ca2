package org.ngrokd.server.ssh;

import io.netty.util.concurrent.Future;
import java.util.Optional;
import org.apache.sshd.common.session.Session;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.server.limits.MemoryGuard;
import org.ngrokd.server.limits.Places.Place;
import org.ngrokd.server.ssh.screen.Traffic;
import org.ngrokd.streams.memory.Holding;
import org.ngrokd.streams.memory.ShareKind;
import org.ngrokd.streams.net.PeerAddress;
import org.ngrokd.streams.relay.ActiveRelays;
import org.ngrokd.streams.relay.EndsMemory;
import org.ngrokd.streams.relay.Relay;
import org.ngrokd.streams.relay.RelayEnd;
import org.ngrokd.streams.ssh.Forwarding;
import org.ngrokd.streams.ssh.SshEnd;
import org.ngrokd.streams.ssh.TakenChannel;

/**
 * Lets users of the gateway through to private tunnels: {@code ssh -J}, {@code -L} and {@code -W}.
 * Nothing else is reached by it, on this computer or any other.
 */
final class PrivateVisits implements TakenChannel.Taker {
  private final PrivateTunnels tunnels;

  PrivateVisits(PrivateTunnels tunnels) {
    this.tunnels = tunnels;
  }

  @Override
  public void asked(Session session, Forwarding wanted, TakenChannel.Answer answer) {
    SshConnection visitor = SshConnection.of(session);
    if (!visitor.mayOpen() || !visitor.identity().account().mayConnect()) {
      answer.refuse("Too many connections at the moment");
      return;
    }
    tunnels
        .find(wanted.host(), wanted.port(), visitor.identity())
        .ifPresentOrElse(
            tunnel -> open(visitor, tunnel, answer),
            () ->
                answer.refuse(
                    "There is no private tunnel %s:%d for you here; only those are reached this way"
                        .formatted(Printable.field(wanted.host()), wanted.port())));
  }

  private void open(
      SshConnection visitor, PrivateTunnels.PrivateTunnel tunnel, TakenChannel.Answer answer) {
    Place place = visitor.visits().take();
    if (place == null) {
      answer.refuse("A connection has up to " + SshConnection.MOST_VISITS + " of these at a time");
      return;
    }
    tunnel
        .source()
        .open(PeerAddress.of(visitor.line().socket()), visitor.loop())
        .addListener(
            (Future<RelayEnd> opened) -> {
              if (opened.isSuccess()) {
                join(visitor, tunnel.source(), answer.take(), opened.getNow(), place);
              } else {
                place.leave();
                answer.refuse(
                    "The private tunnel %s:%d is open, but its local service does not answer"
                        .formatted(tunnel.name(), tunnel.port()));
              }
            });
  }

  private static void join(
      SshConnection visitor, SshSource source, SshEnd here, RelayEnd way, Place place) {
    EndsMemory ends =
        new EndsMemory(
            reason -> {
              here.reset();
              way.reset();
            },
            here,
            way);
    MemoryGuard memory = visitor.context().limits().memory();
    ActiveRelays relays = visitor.context().visitors().relays();
    Holding holding =
        memory
            .budget()
            .hold(
                ends, memory.owners(visitor.line().socket(), ShareKind.CLIENT.of(source.client())));
    relays.started();
    Optional<Traffic.Entry> seen =
        visitor
            .context()
            .visitors()
            .watched()
            .of(source)
            .map(traffic -> traffic.began("ssh", PeerAddress.of(visitor.line().socket())));
    Relay.join(
        here,
        way,
        holding,
        (fromVisitor, fromClient) -> {
          relays.ended();
          place.leave();
          seen.ifPresent(entry -> entry.ended(fromVisitor, fromClient, true));
        });
  }
}
