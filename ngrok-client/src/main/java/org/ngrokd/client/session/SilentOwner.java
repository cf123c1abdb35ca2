package org.ngrokd.client.session;

import java.time.Duration;
import org.ngrokd.protocol.Message.AuthResp;
import org.ngrokd.protocol.Message.Homes;

/** Hears and says nothing: for a session beside the one that the client shows. */
abstract class SilentOwner implements SessionOwner {
  @Override
  public void online(AuthResp answer) {}

  @Override
  public void opened(Route route) {}

  @Override
  public void settled() {}

  @Override
  public void refused(Refusal refusal, Duration wait) {}

  @Override
  public void silent() {}

  @Override
  public void warned(String line) {}

  @Override
  public void takesOneByOne() {}

  @Override
  public void moveAsked() {}

  @Override
  public void homesTold(Homes homes) {}

  @Override
  public void pongLate() {}

  @Override
  public void closed(Route route) {}

  @Override
  public void dismissed(String line) {}

  @Override
  public void ponged(Duration latency) {}

  @Override
  public void turnedAway(String error) {}

  @Override
  public void allRefused() {}

  @Override
  public void ended(String reason) {}

  @Override
  public void failed(String reason, boolean untrusted) {}
}
