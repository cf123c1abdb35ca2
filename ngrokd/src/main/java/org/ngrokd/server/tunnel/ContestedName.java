package org.ngrokd.server.tunnel;

import io.netty.util.concurrent.Future;
import java.util.Optional;

/**
 * A name that two clients want: who has it keeps it for as long as it is there. It is asked only
 * when the newcomer may be the same user; on a server without accounts anybody may be. A user may
 * say that the newcomer is to have it.
 */
final class ContestedName {
  private final Directory directory;

  ContestedName(Directory directory) {
    this.directory = directory;
  }

  /**
   * Decides it, now or within some seconds, on any thread.
   *
   * @param free the one who had the name is gone
   * @param taken it is there, or somebody else's
   */
  void decide(TunnelRequest request, PublicUrl url, Runnable free, Runnable taken) {
    directory
        .locate(url)
        .addListener(
            (Future<Optional<Holder>> located) -> {
              if (located.isSuccess()) {
                ask(url, located.getNow(), request.owner().holder(), free, taken);
              } else {
                taken.run();
              }
            });
  }

  private static void ask(
      PublicUrl url, Optional<Holder> located, Holder newcomer, Runnable free, Runnable taken) {
    Optional<Holder> before =
        located
            .filter(holder -> !holder.equals(newcomer))
            .filter(holder -> holder.account().equals(newcomer.account()));
    if (before.isEmpty()) {
      taken.run();
    } else if (newcomer.takesOver() && !newcomer.account().isEmpty()) {
      before
          .get()
          .close(url, "another client of the same account has taken it over")
          .addListener((Future<Boolean> had) -> free.run());
    } else {
      before
          .get()
          .isThere()
          .addListener((Future<Boolean> isThere) -> (isThere.getNow() ? taken : free).run());
    }
  }
}
