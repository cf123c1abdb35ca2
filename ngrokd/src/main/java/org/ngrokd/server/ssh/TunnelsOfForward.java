package org.ngrokd.server.ssh;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.ssh.words.Forward;
import org.ngrokd.server.ssh.words.Kind;
import org.ngrokd.server.ssh.words.Options;
import org.ngrokd.server.tunnel.PublicUrl;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.server.tunnel.TunnelOpener;
import org.ngrokd.server.tunnel.TunnelRequest;
import org.ngrokd.server.tunnel.TunnelRequest.Name;
import org.ngrokd.server.tunnel.TunnelRequest.Owner;
import org.ngrokd.server.tunnel.TunnelRules;
import org.ngrokd.streams.net.CidrList;

/**
 * Opens the tunnels of one forward, one after the other: a website has one by http and one by
 * https, under the same name. All or none.
 *
 * <p>Confined to the event loop of its connection.
 */
final class TunnelsOfForward {
  private final TunnelOpener opener;
  private final Owner owner;
  private final Forward forward;
  private final TunnelRules rules;
  private final Object place = new Object();
  private final List<Tunnel> tunnels = new ArrayList<>();

  TunnelsOfForward(TunnelOpener opener, Owner owner, Forward forward, Options options) {
    this.opener = opener;
    this.owner = owner;
    this.forward = forward;
    this.rules = rules(options);
  }

  private static TunnelRules rules(Options options) {
    return new TunnelRules(
            options.basicAuth().orElse(""),
            CidrList.parse(options.allow()),
            CidrList.parse(options.deny()),
            options.maxConnections(),
            options.redirectHttps(),
            options.proxyProtocol().isPresent())
        .withHost(options.hostHeader());
  }

  /**
   * Opens them.
   *
   * @param served what there are public listeners for
   * @return all of them, on this event loop; fails with why one of them is refused
   */
  Future<List<Tunnel>> open(Set<TunnelProtocol> served, EventLoop loop) {
    Promise<List<Tunnel>> opened = loop.newPromise();
    Name name = new Name(forward.hostname(), forward.subdomain());
    next(protocols(forward.kind(), served).iterator(), name, loop, opened);
    return opened;
  }

  private static List<TunnelProtocol> protocols(Kind kind, Set<TunnelProtocol> served) {
    return switch (kind) {
      case HTTP -> {
        List<TunnelProtocol> both =
            Stream.of(TunnelProtocol.HTTP, TunnelProtocol.HTTPS).filter(served::contains).toList();
        yield both.isEmpty() ? List.of(TunnelProtocol.HTTP) : both;
      }
      case HTTPS -> List.of(TunnelProtocol.HTTPS);
      case TCP -> List.of(TunnelProtocol.TCP);
      case TLS -> List.of(TunnelProtocol.TLS);
    };
  }

  private void next(
      Iterator<TunnelProtocol> left, Name name, EventLoop loop, Promise<List<Tunnel>> opened) {
    if (!left.hasNext()) {
      opened.setSuccess(tunnels);
      return;
    }
    String protocol = left.next().wireName();
    opener
        .open(new TunnelRequest(protocol, name, forward.port(), rules, owner, place), loop)
        .addListener(
            (Future<Tunnel> opening) -> {
              if (opening.isSuccess()) {
                tunnels.add(opening.getNow());
                next(left, sameName(name, opening.getNow().url()), loop, opened);
              } else {
                tunnels.forEach(tunnel -> opener.close(tunnel, () -> {}));
                opened.setFailure(opening.cause());
              }
            });
  }

  /** A name by chance is kept for the next protocol. */
  private static Name sameName(Name name, PublicUrl url) {
    boolean isRandom = name.hostname().isEmpty() && name.subdomain().isEmpty();
    return isRandom && !url.protocol().isNamedByPort()
        ? new Name("", url.host().substring(0, url.host().indexOf('.')))
        : name;
  }
}
