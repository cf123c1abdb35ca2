package org.ngrokd.server.tunnel;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.streams.memory.ShareKind;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * A public URL that belongs to somebody. Immutable and safe from any thread.
 *
 * @param claim whose the URL is
 * @param rules who is let in
 * @param source the way to the client
 * @param release frees what the tunnel holds besides its name, its TCP port
 */
public record Tunnel(Claim claim, TunnelRules rules, ProxySource source, Release release)
    implements Served {
  /** One whose owner does not go. */
  public Tunnel(PublicUrl url, TunnelRules rules, ProxySource source, Release release) {
    this(Claim.settled(url), rules, source, release);
  }

  public PublicUrl url() {
    return claim.url();
  }

  @Override
  public String key() {
    return url().key();
  }

  @Override
  public TunnelProtocol protocol() {
    return url().protocol();
  }

  /** Itself, by which it had to be found. */
  @Override
  public Optional<Tunnel> choose(@Nullable Tunnel current) {
    return Optional.of(this);
  }

  @Override
  public List<Tunnel> tunnels() {
    return List.of(this);
  }

  /** Frees what a tunnel holds. */
  @FunctionalInterface
  public interface Release {
    /** A tunnel that holds nothing but its name. */
    Release NOTHING = done -> done.run();

    /** Frees it and then runs {@code done}, on any thread. */
    void free(Runnable done);
  }

  /** A way to the client for one public connection, which cancels it when it goes. */
  public Future<RelayEnd> open(String clientAddr, EventLoop preferred) {
    return claim.isHeld()
        ? source.open(this, clientAddr, preferred)
        : preferred.newFailedFuture(new ServerAwayException("the name is not surely ours now"));
  }

  /** Who answers for what its visitors make the server hold, besides them. */
  public ShareKind.Key[] owners() {
    return new ShareKind.Key[] {ShareKind.TUNNEL.of(url()), ShareKind.CLIENT.of(source.client())};
  }

  /** The URL: a tunnel's name in the log. The password stays out. */
  @Override
  public String toString() {
    return url().toString();
  }
}
