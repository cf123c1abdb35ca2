package org.ngrokd.server.cluster;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.ngrokd.protocol.mux.StreamHead;
import org.ngrokd.server.cluster.engine.Held;
import org.ngrokd.server.cluster.links.Description;
import org.ngrokd.server.cluster.links.Links;
import org.ngrokd.server.cluster.links.NotOursException;
import org.ngrokd.server.tunnel.ProxySource;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.streams.relay.RelayEnd;

/** The way to a tunnel's client over the node that has it. Safe from any thread. */
final class Far implements ProxySource, Pursuit.Finder {
  private final Held held;
  private final Links.Place there;
  private final Description description;
  private final Surroundings surroundings;

  /** What all of them work with. */
  interface Surroundings {
    /** A stream to another node. */
    Future<RelayEnd> open(Links.Place there, StreamHead head, EventLoop loop);

    /** What is known of a name is wrong. */
    void isNotThere(Held wrong);

    /** {@link Pursuit.Finder#again}, where visitors have to keep to the same. */
    CompletableFuture<Optional<Pursuit.Found>> again(Held wrong, Description expected);

    /** {@link Pursuit.Finder#isStill}. */
    boolean isStill(Held where);

    /** {@link Pursuit.Finder#changes}. */
    NameChanges changes();
  }

  Far(Held held, Links.Place there, Description description, Surroundings surroundings) {
    this.held = held;
    this.there = there;
    this.description = description;
    this.surroundings = surroundings;
  }

  @Override
  public Object client() {
    return "node " + there.id();
  }

  @Override
  public boolean believesForwarded() {
    return description.believesForwarded();
  }

  @Override
  public Future<RelayEnd> open(Tunnel tunnel, String clientAddr, EventLoop preferred) {
    String visitor = clientAddr.isEmpty() ? "unknown" : clientAddr;
    return Pursuit.begin(found(), this, visitor, preferred);
  }

  /** Where a visitor begins, or goes on who was elsewhere. */
  Pursuit.Found found() {
    return new Pursuit.Found(held, this::openThere);
  }

  private Future<RelayEnd> openThere(String visitor, EventLoop loop) {
    StreamHead head = new StreamHead(held.url(), visitor, held.epoch());
    Future<RelayEnd> opening = surroundings.open(there, head, loop);
    opening.addListener(
        (Future<RelayEnd> done) -> {
          if (done.cause() instanceof NotOursException) {
            surroundings.isNotThere(held);
          }
        });
    return opening;
  }

  boolean isAnother(Held wrong) {
    return held.epoch() != wrong.epoch();
  }

  boolean isSame(Description other) {
    return description.isSame(other);
  }

  @Override
  public CompletableFuture<Optional<Pursuit.Found>> again(Held wrong) {
    return surroundings.again(wrong, description);
  }

  @Override
  public boolean isStill(Held where) {
    return surroundings.isStill(where);
  }

  @Override
  public NameChanges changes() {
    return surroundings.changes();
  }
}
