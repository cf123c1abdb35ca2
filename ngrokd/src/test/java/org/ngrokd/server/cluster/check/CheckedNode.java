package org.ngrokd.server.cluster.check;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.ngrokd.server.testing.SteppedClock;

/** A server of the cluster, as a process that can be started again. Used by one thread. */
final class CheckedNode {
  private static final Duration UP = Duration.ofMinutes(2);
  private static final int LINES = 10;
  private static final List<String> SIZE =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss512k", "-Xmx200m");

  private final Place place;
  private final Program program;
  private final List<String> flags;
  private final Optional<SteppedClock> clock;
  private Optional<Child> child = Optional.empty();

  /**
   * Where a node is.
   *
   * @param number from 1 on
   * @param peer its port for other nodes
   */
  record Place(int number, Path directory, int http, int tunnel, int peer) {
    InetSocketAddress visitors() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), http);
    }

    InetSocketAddress clients() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), tunnel);
    }

    Path log() {
      return directory.resolve("ngrokd.log");
    }
  }

  /** What it is an instance of: where Java finds ngrokd's classes. */
  record Program(String classPath) {
    List<String> command(List<String> jvm, List<String> arguments) {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(jvm);
      command.addAll(List.of("-cp", classPath, "org.ngrokd.server.Main"));
      command.addAll(arguments);
      return command;
    }
  }

  CheckedNode(Place place, Program program, List<String> flags, Optional<SteppedClock> clock) {
    this.place = place;
    this.program = program;
    this.flags = flags;
    this.clock = clock;
  }

  Place place() {
    return place;
  }

  Optional<SteppedClock> clock() {
    return clock;
  }

  /** It has hosts of its own: by them it finds the others behind their gates. */
  void start() throws IOException {
    List<String> jvm = new ArrayList<>(SIZE);
    jvm.add("-Djdk.net.hosts.file=" + place.directory().resolve("hosts"));
    List<String> all = new ArrayList<>(flags);
    all.addAll(
        List.of(
            "-domain=" + Site.DOMAIN,
            "-httpAddr=127.0.0.1:" + place.http(),
            "-httpsAddr=",
            "-tunnelAddr=127.0.0.1:" + place.tunnel(),
            "-nodeAddr=" + Site.host(place.number()) + ":" + place.peer(),
            "-maxControlsPerIp=0",
            "-maxVisitorsPerIp=0",
            "-log-level=INFO"));
    Map<String, String> environment = new HashMap<>();
    environment.put("NGROKD_HOME", place.directory().resolve("state").toString());
    clock.ifPresent(each -> environment.putAll(each.environment()));
    child = Optional.of(Child.start(environment, place.log(), program.command(jvm, all)));
  }

  void awaitReady() throws IOException, InterruptedException {
    long until = System.nanoTime() + UP.toNanos();
    while (!Files.readString(place.log()).contains("In the cluster as node")) {
      if (System.nanoTime() - until > 0) {
        throw new IOException("a node is not up:\n" + Files.readString(place.log()));
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /**
   * What it is worth to know of it when something is wrong: whether it runs, and its last lines.
   */
  List<String> state() throws IOException {
    List<String> log = Files.readAllLines(place.log());
    boolean runs = child.filter(Child::runs).isPresent();
    List<String> state = new ArrayList<>();
    state.add("node " + place.number() + (runs ? " runs" : " has ended") + "; its last lines:");
    state.addAll(log.subList(Math.max(0, log.size() - LINES), log.size()));
    return state;
  }

  void signal(String name) throws IOException, InterruptedException {
    if (child.isPresent()) {
      child.get().signal(name);
    }
  }

  /** In order; it is killed where that takes long. */
  void terminate() throws IOException, InterruptedException {
    signal("TERM");
    if (child.isPresent()) {
      child.get().end(10);
      child = Optional.empty();
    }
  }

  void kill() throws IOException, InterruptedException {
    if (child.isPresent()) {
      child.get().kill();
      child = Optional.empty();
    }
  }
}
