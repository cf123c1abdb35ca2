package org.ngrokd.server.cluster;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.ArrayList;
import java.util.List;
import org.ngrokd.server.tunnel.Holder;
import org.ngrokd.server.tunnel.PublicUrl;

/** A client that notes how it is closed. */
class NotingHolder implements Holder {
  final List<String> closed = new ArrayList<>();
  private final String id;

  NotingHolder(String id) {
    this.id = id;
  }

  @Override
  public String identity() {
    return id;
  }

  @Override
  public Future<Boolean> isThere() {
    return ImmediateEventExecutor.INSTANCE.newSucceededFuture(true);
  }

  @Override
  public String account() {
    return "";
  }

  @Override
  public void accountsChanged() {}

  @Override
  public Future<Void> close(String reason) {
    closed.add("whole");
    return ImmediateEventExecutor.INSTANCE.newSucceededFuture(null);
  }

  @Override
  public Future<Boolean> close(PublicUrl url, String reason) {
    closed.add(url.toString());
    return ImmediateEventExecutor.INSTANCE.newSucceededFuture(true);
  }
}
