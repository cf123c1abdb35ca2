package org.ngrokd.server.control;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.ngrokd.protocol.Message.Homes;

/**
 * What a client hears that has said that it understands: of the other servers where it may have its
 * names. Confined to the event loop of the control connection.
 */
final class ToldHomes {
  private final Supplier<Homes> now;
  private final Consumer<Homes> client;
  private Homes last = Homes.NONE;

  /**
   * @param now what there is to be told
   * @param client sends it
   */
  ToldHomes(Supplier<Homes> now, Consumer<Homes> client) {
    this.now = now;
    this.client = client;
  }

  /** Tells what is new. */
  void look() {
    Homes news = now.get();
    if (!news.equals(last)) {
      last = news;
      client.accept(news);
    }
  }

  /**
   * The server is about to end.
   *
   * @return false when the client has no other one to go to
   */
  boolean leave() {
    Homes homes = now.get();
    last = new Homes(homes.own(), homes.others(), true);
    client.accept(last);
    return !homes.others().isEmpty();
  }
}
