package org.ngrokd.server.tunnel;

import io.netty.util.concurrent.Future;
import java.util.Optional;

/**
 * Who has which public name. For one server it is a map ({@link LocalDirectory}); where several
 * serve one domain, it is what they agree by.
 *
 * <p>What it is asked may take time, and may fail: then nothing is known, a new tunnel is refused,
 * and those that are open go on. Visitors do not wait for it: the tunnels of this server are in the
 * {@link TunnelRegistry}. It is called on any thread, which it must not block, and answers on any.
 */
public interface Directory {
  /**
   * Takes the name for this holder. An https and a tls tunnel cannot have the same one.
   *
   * @return empty when somebody has it
   */
  Future<Optional<Claim>> claim(PublicUrl url, Holder holder);

  /**
   * Gives the name back, if it is still this claim's. When it fails, the name is free as soon as
   * the directory finds that nobody renews it.
   */
  Future<Void> release(Claim claim);

  /** Who has the name. */
  Future<Optional<Holder>> locate(PublicUrl url);
}
