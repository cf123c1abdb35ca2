package org.ngrokd.server.cluster.check;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.cluster.check.CheckedNode.Place;
import org.ngrokd.server.cluster.check.Event.Outcome;

/**
 * A client that wants a name now and then, uses it for a while, moves to another node without a
 * goodbye, and gives it back; it has rivals. What it does is chance's, by a seed of its own.
 */
final class Claimant implements Runnable {
  private static final int OWNER_BYTES = 16;

  private final String name;
  private final InetAddress from;
  private final Random random;
  private final Field field;
  private String id = "";
  private boolean isHolding;

  /**
   * What all of them have.
   *
   * @param account of all, as part of what owners are known by
   * @param serials of claims
   */
  record Field(
      List<Place> nodes,
      Home.Surroundings around,
      String account,
      AtomicInteger serials,
      History history) {}

  private volatile boolean isSettling;
  private volatile boolean isEnding;

  /**
   * @param from its address, one of 127.0.0.0/8
   */
  Claimant(String name, InetAddress from, long seed, Field field) {
    this.name = name;
    this.from = from;
    this.random = new Random(seed);
    this.field = field;
  }

  /** From now on it gives nothing back, and does not stop trying. */
  void settle() {
    isSettling = true;
  }

  void end() {
    isEnding = true;
  }

  @Override
  public void run() {
    try {
      while (!isEnding) {
        pause(200, 4_000);
        want();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tries a few times, and holds it when that succeeds. */
  private void want() throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(5_000 + random.nextInt(30_000));
    int tries = 2 + random.nextInt(4);
    isHolding = false;
    while (!isEnding && (isSettling || isHolding || tries > 0)) {
      Place place = field.nodes().get(random.nextInt(field.nodes().size()));
      tries--;
      Home home = claim(place);
      if (home == null) {
        pause(300, 1_200);
      } else if (hold(home, until)) {
        return;
      }
      if (System.nanoTime() - until > 0 && !isSettling) {
        return;
      }
    }
  }

  private @Nullable Home claim(Place place) throws InterruptedException {
    int serial = field.serials().incrementAndGet();
    Home home;
    try {
      home = Home.at(new Home.Way(from, place.clients()), field.around(), id, serial);
    } catch (IOException e) {
      return null;
    }
    id = home.clientId();
    long begin = field.history().now();
    Outcome outcome;
    try {
      outcome = home.claim(name).isEmpty() ? Outcome.GRANTED : Outcome.REFUSED;
    } catch (IOException e) {
      outcome = Outcome.UNKNOWN;
    }
    field
        .history()
        .add(
            new Event.Claimed(
                serial, owner(), name, place.number(), begin, field.history().now(), outcome));
    if (outcome != Outcome.GRANTED) {
      home.close();
      return null;
    }
    isHolding = true;
    home.live();
    return home;
  }

  /**
   * Uses it.
   *
   * @return true when it has given it back; false: it wants it from another node
   */
  private boolean hold(Home home, long until) throws InterruptedException {
    long movesAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(25_000));
    while (!isEnding && home.isThere()) {
      long now = System.nanoTime();
      if (now - until > 0 && !isSettling) {
        break;
      }
      if (now - movesAt > 0 && !isSettling) {
        return false; // the old one knows of nothing
      }
      try {
        home.ping();
      } catch (IOException e) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(500);
    }
    if (home.isThere() && !isEnding) {
      field.history().add(new Event.Left(home.serial(), field.history().now()));
      home.close();
      return true;
    }
    return false;
  }

  /** As what the engine knows it. */
  private String owner() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(field.account().getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      return HexFormat.of()
          .formatHex(digest.digest(id.getBytes(StandardCharsets.UTF_8)), 0, OWNER_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void pause(int least, int most) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(least + random.nextInt(most - least));
  }
}
