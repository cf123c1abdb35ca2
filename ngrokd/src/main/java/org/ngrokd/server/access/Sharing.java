package org.ngrokd.server.access;

import java.util.concurrent.CompletionStage;

/**
 * Has several servers share what an account may use in all of them. Safe from any thread, and waits
 * for nothing.
 */
public interface Sharing {
  /**
   * An account with limits is in use here; from now on this knows it, until {@link Usage#letGo}.
   * May be called with the usage's lock held, and takes none itself.
   */
  void watch(Usage account);

  /**
   * How many tunnels an account has at the other servers now, but for those of a client that may be
   * on its way from there to here.
   *
   * @return does not fail: whoever does not answer soon has none
   */
  CompletionStage<Integer> tunnelsElsewhere(String account, String clientId);
}
