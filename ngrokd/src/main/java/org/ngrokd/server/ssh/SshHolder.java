package org.ngrokd.server.ssh;

import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Optional;
import org.ngrokd.server.tunnel.Holder;
import org.ngrokd.server.tunnel.PublicUrl;

/** A client that came by ssh, as others see it. Safe from any thread. */
final class SshHolder implements Holder {
  private final SshConnection connection;

  SshHolder(SshConnection connection) {
    this.connection = connection;
  }

  @Override
  public Future<Boolean> isThere() {
    return connection.isThere();
  }

  @Override
  public String account() {
    return connection.identity().account().key();
  }

  @Override
  public boolean takesOver() {
    return connection.isForced();
  }

  @Override
  public void accountsChanged() {
    connection.checkAccount();
  }

  @Override
  public Future<Void> close(String reason) {
    return connection.shutDown(reason);
  }

  @Override
  public Optional<About> about() {
    return Optional.of(connection.about());
  }

  @Override
  public Optional<Duration> roundTrip() {
    return connection.roundTrip();
  }

  @Override
  public Future<Boolean> close(PublicUrl url, String reason) {
    return connection.takeTunnel(url, reason);
  }
}
