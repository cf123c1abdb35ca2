package org.ngrokd.server.tunnel;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The names of one server. Answers at once. Safe from any thread. */
public final class LocalDirectory implements Directory {
  private final Map<String, Claim> byKey = new ConcurrentHashMap<>();
  private final AtomicLong epochs = new AtomicLong();

  @Override
  public Future<Optional<Claim>> claim(PublicUrl url, Holder holder) {
    Claim claim = new Claim(url, holder, epochs.incrementAndGet());
    boolean isFree = byKey.putIfAbsent(url.key(), claim) == null;
    return known(isFree ? Optional.of(claim) : Optional.empty());
  }

  @Override
  public Future<Void> release(Claim claim) {
    byKey.remove(claim.url().key(), claim);
    return ImmediateEventExecutor.INSTANCE.newSucceededFuture(null);
  }

  @Override
  public Future<Optional<Holder>> locate(PublicUrl url) {
    return known(Optional.ofNullable(byKey.get(url.key())).map(Claim::holder));
  }

  private static <T> Future<T> known(T answer) {
    return ImmediateEventExecutor.INSTANCE.newSucceededFuture(answer);
  }
}
