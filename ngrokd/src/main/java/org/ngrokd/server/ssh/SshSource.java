package org.ngrokd.server.ssh;

import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.Optional;
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
  private final SshLine line;
  private final String bindName;
  private final int bindPort;
  private final Optional<Integer> proxyProtocol;

  /**
   * @param bindName of the forward, as its client sent it
   * @param bindPort of the forward, as its client knows it; 0: the port of the tunnel, which it is
   *     told when it is known
   * @param proxyProtocol the version of the header that comes before a visitor's bytes
   */
  SshSource(SshLine line, String bindName, int bindPort, Optional<Integer> proxyProtocol) {
    this.line = line;
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
    Future<RelayEnd> opening =
        line.open(
            Forwarding.FORWARDED,
            new Forwarding(bindName, port, visitor.host(), visitor.port()));
    Opening.cancels(opened, opening);
    opening.addListener(
        (Future<RelayEnd> done) -> {
          if (done.isSuccess()) {
            RelayEnd way = done.getNow();
            proxyProtocol.ifPresent(version -> introduce(visitor, version, way));
            Opening.give(way, opened);
          } else {
            opened.tryFailure(new ServiceDownException(Failures.oneLine(done.cause())));
          }
        });
  }

  /** At once: many a service speaks first, and waits for it. */
  private static void introduce(HostAndPort visitor, int version, RelayEnd way) {
    way.write(Unpooled.wrappedBuffer(ProxyLine.of(version, visitor)));
    way.flush();
  }
}
