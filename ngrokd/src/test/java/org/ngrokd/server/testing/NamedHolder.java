package org.ngrokd.server.testing;

import io.netty.util.concurrent.Future;
import java.time.Instant;
import java.util.Optional;
import org.ngrokd.server.tunnel.Holder;

/** A client with an account, of which only that is looked at. */
public record NamedHolder(String account, String client) implements Holder {
  @Override
  public Future<Boolean> isThere() {
    return SETTLED.isThere();
  }

  @Override
  public void accountsChanged() {}

  @Override
  public Future<Void> close(String reason) {
    return SETTLED.close(reason);
  }

  @Override
  public Optional<About> about() {
    return Optional.of(
        new About("1", account, client, "192.0.2.1:1", "test", Instant.EPOCH, Instant.EPOCH));
  }
}
