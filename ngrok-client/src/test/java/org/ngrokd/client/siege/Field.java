package org.ngrokd.client.siege;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What one attack works with. Closing it closes whatever the attack has opened. */
final class Field implements AutoCloseable {
  private final Fortress fortress;
  private final EventLoopGroup loop;
  private final int number;
  private final Duration time;
  private volatile long until;
  private final Cost cost = new Cost();
  private final List<AutoCloseable> opened = new CopyOnWriteArrayList<>();
  private volatile @Nullable Peak watched;
  private final List<String> faults = new CopyOnWriteArrayList<>();

  /**
   * @param loop of the attackers
   * @param number of the attack: each has addresses of its own, so that what an address is
   *     remembered for stays with it
   */
  Field(Fortress fortress, EventLoopGroup loop, int number, Duration time) {
    this.fortress = fortress;
    this.loop = loop;
    this.number = number;
    this.time = time;
    begin();
  }

  Ports ports() {
    return fortress.ports();
  }

  Fortress fortress() {
    return fortress;
  }

  EventLoopGroup loop() {
    return loop;
  }

  Cost cost() {
    return cost;
  }

  /** So many addresses, of this attack alone. */
  List<String> addresses(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> "127.2." + number + "." + i).toList();
  }

  /** The attack's first address. */
  String address() {
    return addresses(1).get(0);
  }

  Horde horde() {
    return closing(new Horde(loop, cost));
  }

  /** Is closed with the field. */
  <T extends AutoCloseable> T closing(T resource) {
    opened.add(resource);
    return resource;
  }

  /** A control connection from the attack's first address. */
  HostileClient client(String token, String... extensions) throws IOException {
    return closing(new HostileClient(this, address(), token, List.of(extensions)));
  }

  /** Text as bytes that can be sent many times. */
  static ByteBuf bytes(String text) {
    return Unpooled.unreleasableBuffer(
        Unpooled.directBuffer(text.length())
            .writeBytes(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** The attack's time begins now: what it needed before was only prepared. */
  void begin() {
    until = System.nanoTime() + time.toNanos();
  }

  boolean hasTime() {
    return System.nanoTime() < until && !Thread.currentThread().isInterrupted();
  }

  /** Waits until the attack's time is up. */
  void rest() throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(Math.max(0, until - System.nanoTime()));
  }

  /** Waits a while, but not beyond the attack's time. */
  void pause(int millis) throws InterruptedException {
    long left = Math.max(0, until - System.nanoTime());
    TimeUnit.NANOSECONDS.sleep(Math.min(left, TimeUnit.MILLISECONDS.toNanos(millis)));
  }

  /** Has the table show what this program uses, instead of the usual one. */
  void watch(Peak peak) {
    watched = closing(peak);
  }

  Optional<Peak> watched() {
    return Optional.ofNullable(watched);
  }

  /** The attack itself has seen that it went through. */
  void wrong(String what) {
    faults.add(what);
  }

  /** Why the attack ended early, for whoever looks closely. */
  void note(String what) {
    if (Boolean.getBoolean("siege.notes")) {
      System.out.println("note: " + what);
    }
  }

  List<String> faults() {
    return List.copyOf(faults);
  }

  @Override
  public void close() {
    List<AutoCloseable> last = new ArrayList<>(opened);
    java.util.Collections.reverse(last);
    for (AutoCloseable each : last) {
      try {
        each.close();
      } catch (Exception e) {
        // an attacker's connection, gone already
      }
    }
  }
}
