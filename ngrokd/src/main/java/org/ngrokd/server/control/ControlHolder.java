package org.ngrokd.server.control;

import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Optional;
import org.ngrokd.server.tunnel.Holder;
import org.ngrokd.server.tunnel.PublicUrl;

/**
 * A client as others see it: who want what it has, and who look after all of them. Safe from any
 * thread.
 */
final class ControlHolder implements Holder {
  private final ControlConnection control;

  ControlHolder(ControlConnection control) {
    this.control = control;
  }

  @Override
  public Future<Boolean> isThere() {
    return control.isThere();
  }

  @Override
  public String account() {
    return control.account().key();
  }

  /** Its client id, of which the server has checked that it has issued it. */
  @Override
  public String identity() {
    return control.clientId();
  }

  /** A client whose token is gone goes too. */
  @Override
  public void accountsChanged() {
    control.checkAccount();
  }

  @Override
  public Future<Void> close(String reason) {
    return control.shutDown(reason);
  }

  @Override
  public Optional<About> about() {
    return control.about();
  }

  @Override
  public Optional<Duration> roundTrip() {
    return control.roundTrip();
  }

  @Override
  public Future<Boolean> close(PublicUrl url, String reason) {
    return control.takeTunnel(url, reason);
  }

  @Override
  public Future<Boolean> move() {
    return control.move();
  }

  @Override
  public void homesChanged() {
    control.homesChanged();
  }

  @Override
  public Future<Boolean> leave() {
    return control.leave();
  }

  @Override
  public void isElsewhere(PublicUrl url) {
    control.isElsewhere(url);
  }

  @Override
  public Future<Void> dismiss(String reason) {
    return control.dismiss(reason);
  }
}
