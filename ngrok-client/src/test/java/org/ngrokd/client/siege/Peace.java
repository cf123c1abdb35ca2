package org.ngrokd.client.siege;

import io.netty.channel.EventLoopGroup;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.ngrokd.client.NgrokClient;
import org.ngrokd.client.TunnelSpec;
import org.ngrokd.kit.log.LogOptions;
import org.ngrokd.kit.log.LogSetup;
import org.ngrokd.protocol.testing.FreePort;
import org.ngrokd.streams.net.Transport;

/**
 * The well-behaved: twenty clients with their services, four of them as 1.7's, twenty visitors, and
 * one who is a new client again and again. A process of its own, so that it is not held up by what
 * the attackers do.
 *
 * <p>Reads orders from standard input, one a line: {@code go} lets the visitors come, {@code pause}
 * waits until each has ended its visit, and prints how they fared ({@link Latencies#take}), {@code
 * check} prints which of the clients cannot be reached. The end of the input ends it.
 *
 * <p>Arguments: ports for http, https and clients, the CA's file, the token.
 */
public final class Peace {
  private static final int CLIENTS = 20;
  private static final int OLD_CLIENTS = 4;
  private static final int PAUSE_MILLIS = 150;
  private static final int STACK = 256 * 1024;

  private final int http;
  private final int https;
  private final int tunnel;
  private final Path ca;
  private final String token;
  private final EventLoopGroup loop = Transport.best().eventLoops("peace", 1);
  private final Latencies latencies = new Latencies();
  private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock(true);
  private final List<Guest> guests = new ArrayList<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(null, task, "peace", STACK);
            thread.setDaemon(true);
            return thread;
          });

  /** Somebody who comes again and again. */
  interface Guest extends AutoCloseable {
    String name();

    /** Comes once; what goes wrong is a failure of the product. */
    void visit() throws IOException;

    @Override
    default void close() throws IOException {}
  }

  private Peace(String[] arguments) {
    http = Integer.parseInt(arguments[0]);
    https = Integer.parseInt(arguments[1]);
    tunnel = Integer.parseInt(arguments[2]);
    ca = Path.of(arguments[3]);
    token = arguments[4];
  }

  public static void main(String[] arguments) throws Exception {
    LogSetup.apply(LogOptions.parse(LogOptions.NONE, "ERROR", "text"));
    Peace peace = new Peace(arguments);
    peace.gate.writeLock().lock();
    peace.settle();
    System.out.println("ready");
    peace.obey();
    System.exit(0);
  }

  private void settle() throws IOException {
    for (int i = 0; i < CLIENTS; i++) {
      String name = "good%02d".formatted(i);
      Service service = Service.answering(loop, name);
      int tcp = 0;
      if (i < OLD_CLIENTS) {
        boolean isFarAway = i == 0;
        OldClient.Place place = new OldClient.Place(tunnel, service.port(), isFarAway ? 200 : 0);
        new OldClient(name, token, place, threads);
      } else {
        tcp = begin(name, service);
      }
      invite(i, name, tcp);
    }
    invite(new Newcomer("127.0.1.200", tunnel, token));
  }

  /** Starts a client of ours; gives the port of its tcp tunnel, 0 for none. */
  private int begin(String name, Service service) throws IOException {
    boolean hasTcp = Integer.parseInt(name.substring(4)) % 4 == 3;
    int port = hasTcp ? FreePort.tcp() : 0; // so that it is the same with the next server
    NgrokClient.Builder builder =
        NgrokClient.builder()
            .serverAddr("localhost:" + tunnel)
            .rootCas(ca)
            .authToken(token)
            .startTimeout(Duration.ofSeconds(60))
            .tunnel(TunnelSpec.httpAndHttps(":" + service.port()).subdomain(name));
    if (hasTcp) {
      builder.tunnel(TunnelSpec.tcp(":" + service.port()).remotePort(port));
    }
    NgrokClient unused = builder.start();
    return port;
  }

  private void invite(int number, String name, int tcp) {
    String from = "127.0.1." + (number + 1);
    GoodVisitor.Kind kind =
        switch (number % 4) {
          case 0 -> GoodVisitor.Kind.HTTP_KEPT;
          case 2 -> GoodVisitor.Kind.HTTPS;
          default -> tcp == 0 ? GoodVisitor.Kind.HTTP_NEW : GoodVisitor.Kind.TCP;
        };
    int port =
        switch (kind) {
          case HTTP_KEPT, HTTP_NEW -> http;
          case HTTPS -> https;
          case TCP -> tcp;
        };
    invite(new GoodVisitor(kind, from, name, port));
  }

  private void invite(Guest guest) {
    guests.add(guest);
    threads.execute(() -> come(guest));
  }

  private void come(Guest guest) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        gate.readLock().lockInterruptibly();
      } catch (InterruptedException e) {
        return;
      }
      try {
        visit(guest);
      } finally {
        gate.readLock().unlock();
      }
    }
  }

  private void visit(Guest guest) {
    long began = System.nanoTime();
    try {
      guest.visit();
      latencies.took(guest.name(), System.nanoTime() - began);
    } catch (IOException e) {
      latencies.took(guest.name(), System.nanoTime() - began);
      latencies.failed(guest.name() + ": " + e.getMessage());
    }
  }

  private void obey() throws IOException {
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      switch (order) {
        case "go" -> gate.writeLock().unlock();
        case "pause" -> {
          gate.writeLock().lock();
          for (Guest guest : guests) {
            guest.close(); // so that the server has no visitors at all
          }
          System.out.println(latencies.take());
        }
        case "check" -> System.out.println(unreachable());
        default -> throw new IOException("unknown order " + order);
      }
    }
  }

  /** Those that fail now, while the gate is closed: their names, or nothing. */
  private String unreachable() throws IOException {
    List<String> missing = new ArrayList<>();
    for (Guest guest : guests) {
      try {
        guest.visit();
      } catch (IOException e) {
        missing.add(guest.name() + ": " + e.getMessage());
      }
      guest.close();
    }
    return String.join("; ", missing).replaceAll("\\s+", " ");
  }
}
