package org.ngrokd.server.cluster.links;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.ngrokd.protocol.mux.StreamHead;
import org.ngrokd.protocol.mux.WindowBudget;
import org.ngrokd.streams.memory.MemoryBudget;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.relay.RelayEnd;

/** The ways to other nodes, one connection for each and for each event loop. Any thread. */
public final class Links {
  /** Of a description, in bytes. */
  private static final int MOST_DESCRIBED = 256 * 1024;

  private final NodeTls tls;
  private final WindowBudget budget;
  private final MemoryBudget memory;
  private final Map<Way, Link> all = new ConcurrentHashMap<>();

  private record Way(Place node, EventLoop loop) {}

  /**
   * A node.
   *
   * @param id of its life: a connection to the one before is of no use
   */
  public record Place(String id, HostAndPort address) {}

  /**
   * @param memory what waits of answers is charged to
   */
  public Links(NodeTls tls, WindowBudget budget, MemoryBudget memory) {
    this.tls = tls;
    this.budget = budget;
    this.memory = memory;
  }

  /**
   * A way to a tunnel's client over the node that has it.
   *
   * @param head URL, visitor and epoch
   * @param loop the visitor's event loop, on which the way lives
   * @return fails with a {@link NotOursException} when the node does not have it
   */
  public Future<RelayEnd> open(Place node, StreamHead head, EventLoop loop) {
    Promise<RelayEnd> opened = loop.newPromise();
    if (loop.inEventLoop()) {
      link(node, loop).open(head, opened);
    } else {
      loop.execute(() -> link(node, loop).open(head, opened));
    }
    return opened;
  }

  private Link link(Place node, EventLoop loop) {
    return all.computeIfAbsent(
        new Way(node, loop), way -> new Link(node.address(), loop, tls, budget));
  }

  /** What the visitors of a tunnel elsewhere have to keep to. */
  public CompletableFuture<Description> describe(
      Place node, String url, long epoch, EventLoop loop) {
    CompletableFuture<Description> described = new CompletableFuture<>();
    Link link = link(node, loop);
    Future<RelayEnd> opening = open(node, new StreamHead(url, "", epoch), loop);
    opening.addListener(
        (Future<RelayEnd> opened) -> {
          if (opened.isSuccess()) {
            collect(opened.getNow(), described, link);
          } else {
            boolean unused = described.completeExceptionally(opened.cause());
          }
        });
    return described;
  }

  private void collect(RelayEnd stream, CompletableFuture<Description> described, Link link) {
    Promise<Description> collected = link.loop().newPromise();
    collected.addListener(
        (Future<Description> done) -> {
          if (done.isSuccess()) {
            stream.close();
            described.complete(done.getNow());
          } else {
            stream.reset();
            described.completeExceptionally(done.cause());
          }
        });
    var unused =
        new Gathered(stream, MOST_DESCRIBED, memory)
            .begin()
            .whenComplete(
                (bytes, failure) -> {
                  if (failure == null) {
                    read(bytes, collected);
                  } else {
                    collected.tryFailure(failure);
                  }
                });
    SignsOfLife.of(link.loop(), collected, link::askForLife);
  }

  private static void read(byte[] bytes, Promise<Description> collected) {
    try {
      collected.trySuccess(Description.read(bytes));
    } catch (IllegalArgumentException e) {
      collected.tryFailure(e);
    }
  }

  /**
   * Asks a node something.
   *
   * @return fails when it does not answer, and when it has no answer; whoever does not want it any
   *     more cancels it
   */
  public CompletableFuture<byte[]> ask(Place node, String kind, byte[] question, EventLoop loop) {
    CompletableFuture<byte[]> answered = new CompletableFuture<>();
    loop.execute(
        () -> link(node, loop).open(Question.head(kind), new Asking(question, memory, answered)));
    return answered;
  }

  /** How many there are. */
  public int size() {
    return all.size();
  }

  /** A node is gone. */
  public void gone(String id) {
    all.keySet().stream()
        .filter(way -> way.node().id().equals(id))
        .forEach(
            way -> {
              Link link = all.remove(way);
              if (link != null) {
                way.loop().execute(link::close);
              }
            });
  }

  /** Lets those that are there end with their last stream. */
  public void close() {
    all.forEach((way, link) -> way.loop().execute(link::close));
  }
}
