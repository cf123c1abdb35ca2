package org.ngrokd.server.tunnel;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.Optional;
import org.ngrokd.server.access.Account;
import org.ngrokd.streams.relay.MovedEnd;
import org.ngrokd.streams.relay.Pace;
import org.ngrokd.streams.relay.PacedEnd;
import org.ngrokd.streams.relay.RelayEnd;

/** The way to a client, no more often and no faster than its account allows. */
public final class QuotaSource implements ProxySource {
  private final ProxySource inner;
  private final Account account;

  public QuotaSource(ProxySource inner, Account account) {
    this.inner = inner;
    this.account = account;
  }

  @Override
  public Object client() {
    return inner.client();
  }

  @Override
  public Future<RelayEnd> open(Tunnel tunnel, String clientAddr, EventLoop preferred) {
    if (!account.mayConnect()) {
      return preferred.newFailedFuture(
          new BusyException("more connections per second than the token is for"));
    }
    Optional<Pace> up = account.up();
    Optional<Pace> down = account.down();
    Future<RelayEnd> opening = inner.open(tunnel, clientAddr, preferred);
    if (up.isEmpty() && down.isEmpty()) {
      return opening;
    }
    Promise<RelayEnd> paced = preferred.newPromise();
    Opening.cancels(paced, opening);
    opening.addListener(
        (Future<RelayEnd> opened) -> {
          if (opened.isSuccess()) {
            RelayEnd here = MovedEnd.to(preferred, opened.getNow());
            Opening.give(new PacedEnd(here, preferred, up, down), paced);
          } else {
            paced.tryFailure(opened.cause());
          }
        });
    return paced;
  }
}
