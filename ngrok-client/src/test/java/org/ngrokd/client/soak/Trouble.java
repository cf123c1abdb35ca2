package org.ngrokd.client.soak;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.ngrokd.client.soak.Disturbances.Disturbance;
import org.ngrokd.client.testing.SwallowingRelay;

/** Makes trouble, and sees to it that everybody comes out of it. */
final class Trouble {
  /** After a restart: the client's waits between attempts reach several seconds. */
  private static final Duration BACK_AFTER_RESTART = Duration.ofMinutes(2);

  /** A dead connection is noticed after 20 + 15 s at the latest. */
  private static final Duration BACK_AFTER_SILENCE = Duration.ofMinutes(2);

  private static final Duration BACK_AFTER_START = Duration.ofSeconds(60);

  /** Long before a client that says nothing would be taken for dead. */
  private static final Duration NAME_FREE = Duration.ofSeconds(20);

  private final Ports ports;
  private final Fleet fleet;
  private final Disturbances disturbances;
  private final Tally tally;
  private final Path ca;

  Trouble(Ports ports, Path ca, Fleet fleet, Disturbances disturbances, Tally tally) {
    this.ports = ports;
    this.ca = ca;
    this.fleet = fleet;
    this.disturbances = disturbances;
    this.tally = tally;
  }

  /** The server ends, in order or killed, and comes again. */
  void restart(SoakProgram server, boolean kill) throws Exception {
    Disturbance all = disturbances.begin(Disturbances.ALL);
    if (kill) {
      server.kill();
    } else {
      int exitCode = server.stop();
      if (exitCode != 0) {
        tally.wrong("the server's exit code is " + exitCode);
      }
    }
    tally.count(kill ? "server kills" : "server restarts");
    server.start();
    server.awaitReady(Soak.UP);
    awaitBack(fleet.members(), BACK_AFTER_RESTART);
    disturbances.end(all);
  }

  /** One disturbance of a client. */
  void one(Random random, SwallowingRelay relay, ProcessLife kept) throws Exception {
    int kind = random.nextInt(10);
    if (kind == 0) {
      swallow(relay);
    } else if (kind < 3) {
      killProcess(random, kept);
    } else {
      reopen(random);
    }
  }

  /** The connections of all clients behind the relay lead nowhere, and nobody is told. */
  private void swallow(SwallowingRelay relay) throws Exception {
    List<Member> cutOff =
        fleet.members().stream().filter(each -> isNumber(each.name(), 40, 44)).toList();
    List<Disturbance> begun = new ArrayList<>();
    for (Member member : cutOff) {
      fleet.away(member);
      begun.add(disturbances.begin(member.name()));
    }
    relay.swallow();
    tally.count("links that went dead");
    Duration took = awaitBack(cutOff, BACK_AFTER_SILENCE);
    relay.sweep();
    begun.forEach(disturbances::end);
    cutOff.forEach(fleet::back);
    tally.add("links that went dead: seconds to recover, in all", took.toSeconds());
  }

  private static boolean isNumber(String name, int from, int to) {
    int number = Integer.parseInt(name.substring(1));
    return name.startsWith("c") && number >= from && number <= to;
  }

  /** SIGKILL; somebody else can have the name at once; then it comes again. */
  private void killProcess(Random random, ProcessLife kept) throws Exception {
    List<Member> mortal =
        fleet.members().stream()
            .filter(each -> each.life() instanceof ProcessLife life && life != kept)
            .toList();
    Member member = mortal.get(random.nextInt(mortal.size()));
    fleet.away(member);
    Disturbance begun = disturbances.begin(member.name());
    member.life().kill();
    tally.count("client kills");
    takeName(member);
    member.life().begin();
    awaitBack(List.of(member), BACK_AFTER_START);
    disturbances.end(begun);
    fleet.back(member);
  }

  private void takeName(Member member) throws Exception {
    LibraryLife other =
        new LibraryLife(member.name(), ports.tunnel(), ca, member.service().port(), false);
    long until = System.nanoTime() + NAME_FREE.toNanos();
    while (true) {
      try {
        other.begin();
        other.end();
        return;
      } catch (RuntimeException e) {
        if (System.nanoTime() > until) {
          tally.wrong("the name of " + member.name() + " is not free: " + e.getMessage());
          return;
        }
        TimeUnit.MILLISECONDS.sleep(200);
      }
    }
  }

  /** A client of this process ends in order and comes again. */
  private void reopen(Random random) throws Exception {
    Member member = fleet.members().get(random.nextInt(40));
    fleet.away(member);
    Disturbance begun = disturbances.begin(member.name());
    member.life().end();
    tally.count("client restarts");
    member.life().begin();
    awaitBack(List.of(member), BACK_AFTER_START);
    disturbances.end(begun);
    fleet.back(member);
  }

  /** All are there, once nobody is disturbed any more. */
  void awaitAll() throws InterruptedException {
    Duration unused = awaitBack(fleet.members(), BACK_AFTER_START);
  }

  /** Waits until all of them answer; who does not in time is stuck. */
  private Duration awaitBack(List<Member> members, Duration patience) throws InterruptedException {
    long began = System.nanoTime();
    List<Member> missing = new ArrayList<>(members);
    while (true) {
      missing.removeIf(member -> member.answers(ports));
      if (missing.isEmpty()) {
        return Duration.ofNanos(System.nanoTime() - began);
      }
      if (System.nanoTime() - began > patience.toNanos()) {
        missing.forEach(
            member -> tally.wrong(member.name() + " is stuck: not back in " + patience));
        return patience;
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }
}
