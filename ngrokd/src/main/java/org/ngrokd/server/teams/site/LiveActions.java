package org.ngrokd.server.teams.site;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.tunnel.Holder;

/** Closes tunnels of this server, and sends its clients away. Safe from any thread. */
final class LiveActions {
  private final Live live;

  LiveActions(Live live) {
    this.live = live;
  }

  /**
   * What is to be ended.
   *
   * @param isTunnel or it is a client
   * @param account whose it has to be, by its key; null: anybody's
   * @param reason for its person
   */
  record One(boolean isTunnel, String id, @Nullable String account, String reason) {}

  /**
   * What was found.
   *
   * @param account what people call it
   * @param detail for the audit log: a URL, or who the client is
   */
  record Found(boolean isThere, String account, String detail) {
    static final Found NOTHING = new Found(false, "", "");
  }

  /** Whether it was there, and is not any more. */
  record Ended(boolean isEnded) {}

  Found find(One one) {
    return one.isTunnel()
        ? live.tunnel(one.id(), one.account())
            .map(seen -> new Found(true, seen.client().account(), seen.place()))
            .orElse(Found.NOTHING)
        : live.client(one.id(), one.account())
            .flatMap(Holder::about)
            .map(about -> new Found(true, about.account(), detail(about)))
            .orElse(Found.NOTHING);
  }

  private static String detail(Holder.About about) {
    return about.address() + ", client " + about.client();
  }

  CompletionStage<Ended> end(One one) {
    return one.isTunnel()
        ? live.tunnel(one.id(), one.account())
            .map(seen -> close(seen, one.reason()))
            .orElseGet(LiveActions::nothing)
        : live.client(one.id(), one.account())
            .map(client -> dismiss(client, one.reason()))
            .orElseGet(LiveActions::nothing);
  }

  private static CompletionStage<Ended> nothing() {
    return CompletableFuture.completedFuture(new Ended(false));
  }

  private static CompletionStage<Ended> close(Live.Seen seen, String reason) {
    return Live.stage(seen.holder().close(seen.meter().tunnel().url(), reason))
        .thenApply(Ended::new);
  }

  private static CompletionStage<Ended> dismiss(Holder client, String reason) {
    return Live.stage(client.dismiss(reason)).thenApply(done -> new Ended(true));
  }
}
