package org.ngrokd.server.ssh;

import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ngrokd.server.limits.FairPlaces.Place;
import org.ngrokd.server.limits.WaitingRoom;
import org.ngrokd.server.tunnel.BusyException;
import org.ngrokd.server.tunnel.Opening;
import org.ngrokd.server.tunnel.ProxySource;
import org.ngrokd.server.tunnel.PublicUrl;
import org.ngrokd.server.tunnel.ServiceDownException;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.relay.RelayEnd;
import org.ngrokd.streams.ssh.Forwarding;
import org.ngrokd.streams.ssh.SshLine;

/**
 * The way to a client that came by ssh: a channel for each visitor's connection, by which its ssh
 * connects to the local service. Safe from any thread.
 */
final class SshSource implements ProxySource {
  /** As long as clients of other kinds may take to open a way. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final SshLine line;
  private final String bindName;
  private final int bindPort;
  private final Optional<Integer> proxyProtocol;
  private final WaitingRoom room;

  /**
   * @param room where visitors wait for its ssh to answer
   * @param bindName of the forward, as its client sent it
   * @param bindPort of the forward, as its client knows it; 0: that of the tunnel, of which it is
   *     told when it is open
   * @param proxyProtocol the version of the header that comes before a visitor's bytes
   */
  SshSource(
      SshLine line,
      WaitingRoom room,
      String bindName,
      int bindPort,
      Optional<Integer> proxyProtocol) {
    this.line = line;
    this.room = room;
    this.bindName = bindName;
    this.bindPort = bindPort;
    this.proxyProtocol = proxyProtocol;
  }

  @Override
  public Object client() {
    return line;
  }

  @Override
  public Future<RelayEnd> open(Tunnel tunnel, String clientAddr, EventLoop preferred) {
    return open(bindPort == 0 ? portOf(tunnel.url()) : bindPort, clientAddr, preferred);
  }

  /** Of a tcp tunnel. */
  static int portOf(PublicUrl url) {
    return Integer.parseInt(url.authority().substring(url.authority().lastIndexOf(':') + 1));
  }

  /** The same for one who comes to no public name. */
  Future<RelayEnd> open(String clientAddr, EventLoop preferred) {
    return open(bindPort, clientAddr, preferred);
  }

  private Future<RelayEnd> open(int port, String clientAddr, EventLoop preferred) {
    Promise<RelayEnd> opened = preferred.newPromise();
    HostAndPort visitor = HostAndPort.parse(clientAddr);
    line.loop().execute(() -> open(port, visitor, opened));
    return opened;
  }

  private void open(int port, HostAndPort visitor, Promise<RelayEnd> opened) {
    if (!line.session().isOpen()) {
      opened.tryFailure(new ClosedChannelException());
      return;
    }
    Place place = room.enter(() -> opened.tryFailure(new BusyException("others wait here too")));
    if (place == null) {
      opened.tryFailure(new BusyException("too many visitors wait already"));
      return;
    }
    ScheduledFuture<?> late =
        line.loop()
            .schedule(
                () -> opened.tryFailure(new TimeoutException("its ssh did not answer")),
                PATIENCE.toNanos(),
                TimeUnit.NANOSECONDS);
    opened.addListener(
        done -> {
          late.cancel(false);
          place.leave();
        });
    ask(port, visitor, opened);
  }

  private void ask(int port, HostAndPort visitor, Promise<RelayEnd> opened) {
    Future<RelayEnd> opening =
        line.open(
            Forwarding.FORWARDED, new Forwarding(bindName, port, visitor.host(), visitor.port()));
    Opening.cancels(opened, opening);
    opening.addListener(
        (Future<RelayEnd> done) -> {
          if (done.isSuccess()) {
            RelayEnd way = done.getNow();
            proxyProtocol.ifPresent(version -> introduce(visitor, version, way));
            Opening.give(way, opened);
          } else {
            boolean isHere = line.session().isOpen();
            opened.tryFailure(
                isHere
                    ? new ServiceDownException(Failures.oneLine(done.cause()))
                    : new ClosedChannelException());
          }
        });
  }

  /** At once: many a service speaks first, and waits for it. */
  private static void introduce(HostAndPort visitor, int version, RelayEnd way) {
    way.write(Unpooled.wrappedBuffer(ProxyLine.of(version, visitor)));
    way.flush();
  }
}
