package org.ngrokd.server.cluster.join;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.ngrokd.certs.CertificateAuthority;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.json.Json;
import org.ngrokd.protocol.ProductVersion;
import org.ngrokd.protocol.mux.WindowBudget;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.engine.NodeCard;
import org.ngrokd.server.cluster.links.Links;
import org.ngrokd.server.cluster.links.NodeTls;
import org.ngrokd.server.cluster.links.Reception;
import org.ngrokd.server.cluster.links.Replying;
import org.ngrokd.streams.memory.MemoryBudget;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.GuardedEventLoops;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.net.Transport;
import org.ngrokd.streams.relay.ActiveRelays;

/**
 * Looks at all that a server needs to be one of several: it is at its address for as long as that
 * takes, and no longer. Waits; used by one thread.
 */
public final class JoinCheck {
  /** Certificates and tokens are judged by clocks. */
  private static final Duration APART = Duration.ofSeconds(30);

  private final Place place;
  private final Engine engine;
  private final Clock clock = Clock.systemUTC();
  private final Consumer<String> print;
  private final MemoryBudget memory = MemoryBudget.unlimited();
  private final WindowBudget windows = WindowBudget.of(memory);
  private int wrong;

  /**
   * What would join.
   *
   * @param address where others are to reach it
   */
  public record Place(String domain, HostAndPort address) {}

  private JoinCheck(Place place, Engine engine, Consumer<String> print) {
    this.place = place;
    this.engine = engine;
    this.print = print;
  }

  /**
   * Looks.
   *
   * @param engine that is open
   * @param authority finds the CA, or makes it
   * @param print takes lines for people
   * @return whether all is well
   */
  public static boolean run(
      Place place,
      Engine engine,
      Supplier<CompletableFuture<CertificateAuthority>> authority,
      Consumer<String> print) {
    return new JoinCheck(place, engine, print).run(authority);
  }

  private void good(String line) {
    print.accept("ok     " + line);
  }

  private void bad(String line) {
    wrong++;
    print.accept("WRONG  " + line);
  }

  private boolean run(Supplier<CompletableFuture<CertificateAuthority>> authority) {
    GuardedEventLoops loops = Transport.best().eventLoops("ngrokd-join", 1);
    try {
      Optional<List<NodeCard>> nodes = nodes();
      Optional<CertificateAuthority> ca = nodes.isEmpty() ? Optional.empty() : ca(authority);
      ca.ifPresent(known -> look(known, nodes.orElseThrow(), loops));
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
    print.accept(
        wrong == 0
            ? "A server with these flags can join."
            : "A server with these flags had better not join before that is mended.");
    return wrong == 0;
  }

  private Optional<List<NodeCard>> nodes() {
    try {
      long start = System.nanoTime();
      List<NodeCard> nodes = engine.nodes().join();
      good(
          "What servers agree by answers, in %d ms; %d of them are there"
              .formatted(Duration.ofNanos(System.nanoTime() - start).toMillis(), nodes.size()));
      return Optional.of(nodes);
    } catch (CompletionException e) {
      bad(Greetings.words(e));
      return Optional.empty();
    }
  }

  private Optional<CertificateAuthority> ca(
      Supplier<CompletableFuture<CertificateAuthority>> authority) {
    try {
      CertificateAuthority found = authority.get().join();
      good(
          "The cluster's CA can be read, good until "
              + found.certificate().getNotAfter().toInstant());
      return Optional.of(found);
    } catch (CompletionException e) {
      bad(Greetings.words(e));
      return Optional.empty();
    }
  }

  private void look(CertificateAuthority ca, List<NodeCard> nodes, GuardedEventLoops loops) {
    NodeTls tls = NodeTls.of(ca, place.address().toString(), clock);
    List<NodeCard> others =
        nodes.stream().filter(node -> !node.address().equals(place.address().toString())).toList();
    boolean isRunning = others.size() < nodes.size();
    boolean isThere = isRunning ? running() : listens(tls, loops);
    Links links = new Links(tls, windows, memory);
    for (NodeCard node : others) {
      look(node, links, isThere, loops);
    }
    if (others.isEmpty()) {
      good("There is no other server yet, so nothing else can be tried");
    }
  }

  private boolean running() {
    good("A server of the cluster runs at " + place.address() + " already");
    return true;
  }

  private boolean listens(NodeTls tls, GuardedEventLoops loops) {
    Replying replying = new Replying();
    new Greetings(place.domain(), ProductVersion.of(JoinCheck.class), clock).hello(replying);
    Reception reception =
        new Reception(
            (url, epoch) -> Optional.empty(), new ActiveRelays(), memory, windows, replying);
    try {
      ChannelFuture bound =
          new ServerBootstrap()
              .group(loops)
              .channel(Transport.best().serverSocket())
              .childHandler(reception.pipeline(tls))
              .bind(place.address().host(), place.address().port())
              .awaitUninterruptibly();
      if (!bound.isSuccess()) {
        bad(
            "-nodeAddr %s is not to be listened on (%s): it has to be an address of this machine, and free"
                .formatted(place.address(), Failures.oneLine(bound.cause())));
      } else {
        good("-nodeAddr " + place.address() + " can be listened on");
      }
      return bound.isSuccess();
    } catch (SSLException e) {
      throw new UserException("No TLS between nodes: " + e.getMessage());
    }
  }

  private void look(NodeCard node, Links links, boolean isThere, GuardedEventLoops loops) {
    Links.Place there = new Links.Place(node.id(), HostAndPort.parse(node.address()));
    try {
      long before = clock.millis();
      byte[] hello = ask(links, there, Greetings.HELLO, new byte[0], loops);
      greeted(node, Json.read(hello, Greetings.Hello.class), before);
    } catch (CompletionException e) {
      bad(
          "%s is not reached from here (%s): see its firewall, and whether it is a server of this cluster"
              .formatted(node.address(), Greetings.words(e)));
      return;
    }
    if (isThere) {
      reached(node, links, there, loops);
    }
  }

  private byte[] ask(
      Links links, Links.Place there, String kind, byte[] question, GuardedEventLoops loops) {
    return links
        .ask(there, kind, question, loops.next())
        .orTimeout(Greetings.PATIENCE.toMillis() * 2, TimeUnit.MILLISECONDS)
        .join();
  }

  private void greeted(NodeCard node, Greetings.Hello hello, long before) {
    long now = clock.millis();
    long apart = hello.time() - (before + now) / 2;
    good(
        "%s is reached from here, in %d ms; it is ngrokd %s"
            .formatted(node.address(), now - before, hello.version()));
    if (!hello.domain().equals(place.domain())) {
      bad(
          "%s has -domain %s, and this one would have %s: all have to have the same"
              .formatted(node.address(), hello.domain(), place.domain()));
    }
    if (Math.abs(apart) > APART.toMillis() + (now - before)) {
      bad(
          "The clock of %s is %d s %s this one's: certificates and tokens need clocks that agree (NTP)"
              .formatted(node.address(), Math.abs(apart) / 1000, apart > 0 ? "before" : "behind"));
    }
  }

  private void reached(NodeCard node, Links links, Links.Place there, GuardedEventLoops loops) {
    byte[] question = Json.camel(new Greetings.Place(place.address().toString()));
    try {
      Greetings.Reached reached =
          Json.read(ask(links, there, Greetings.REACH, question, loops), Greetings.Reached.class);
      if (reached.isReached()) {
        good("%s reaches %s".formatted(node.address(), place.address()));
      } else {
        bad(
            "%s does not reach %s (%s): see this machine's firewall, and whether -nodeAddr is what others know it by"
                .formatted(node.address(), place.address(), reached.trouble()));
      }
    } catch (CompletionException e) {
      bad(
          "%s does not say whether it reaches %s (%s)"
              .formatted(node.address(), place.address(), Greetings.words(e)));
    }
  }
}
