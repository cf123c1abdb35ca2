package org.ngrokd.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.ngrokd.server.cluster.options.EtcdOptions;
import org.ngrokd.streams.net.HostAndPort;

/**
 * An etcd of three members on loopback, which can be stopped, killed and started again with what
 * they had. Used by one thread.
 */
public final class OwnEtcd implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/bin/etcd");

  /** Its standard input ends when this JVM does, and the member with it. */
  private static final String SCRIPT =
      """
      "$@" </dev/null >/dev/null 2>&1 &
      echo "$!"
      cat >/dev/null
      kill -KILL $!
      """;

  private static final int MEMBERS = 3;

  private final Path directory;
  private final List<Integer> clients = new ArrayList<>();
  private final List<Integer> peers = new ArrayList<>();
  private final List<Optional<Member>> members = new ArrayList<>();

  private final boolean isSecured;

  private record Member(Process script, long pid) {}

  private OwnEtcd(Path directory, boolean isSecured) throws IOException {
    this.directory = directory;
    this.isSecured = isSecured;
    for (int each = 0; each < MEMBERS; each++) {
      clients.add(KeptPort.tcp());
      peers.add(KeptPort.tcp());
      members.add(Optional.empty());
    }
  }

  /** Empty where etcd is not installed. */
  public static Optional<OwnEtcd> start() {
    return start(false);
  }

  /** With TLS, and a user who may have the keys of ngrokd alone. */
  public static Optional<OwnEtcd> secured() {
    return start(true);
  }

  private static Optional<OwnEtcd> start(boolean isSecured) {
    if (!Files.isExecutable(PROGRAM)) {
      return Optional.empty();
    }
    try {
      OwnEtcd made = new OwnEtcd(Files.createTempDirectory("ngrokd-own-etcd"), isSecured);
      if (isSecured) {
        EtcdSecurity.writeCertificates(made.directory);
      }
      made.begin();
      if (isSecured) {
        EtcdSecurity.enable(made.clients.get(0));
      }
      return Optional.of(made);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a member, with what it had. */
  public void begin(int member) {
    List<String> all = new ArrayList<>();
    for (int each = 0; each < MEMBERS; each++) {
      all.add("m" + each + "=http://127.0.0.1:" + peers.get(each));
    }
    String client = (isSecured ? "https" : "http") + "://127.0.0.1:" + clients.get(member);
    String peer = "http://127.0.0.1:" + peers.get(member);
    try {
      List<String> command =
          new ArrayList<>(
              List.of(
                  "sh",
                  "-c",
                  SCRIPT,
                  "sh",
                  PROGRAM.toString(),
                  "--name",
                  "m" + member,
                  "--data-dir",
                  directory.resolve("m" + member).toString(),
                  "--listen-client-urls",
                  client,
                  "--advertise-client-urls",
                  client,
                  "--listen-peer-urls",
                  peer,
                  "--initial-advertise-peer-urls",
                  peer,
                  "--initial-cluster",
                  String.join(",", all)));
      if (isSecured) {
        command.addAll(EtcdSecurity.flags(directory));
      }
      Process script = new ProcessBuilder(command).start();
      long pid = Long.parseLong(script.inputReader().readLine());
      members.set(member, Optional.of(new Member(script, pid)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts all members. */
  public void begin() {
    IntStream.range(0, MEMBERS).forEach(this::begin);
  }

  public EtcdOptions options() {
    return new EtcdOptions(
        clients.stream().map(port -> new HostAndPort("127.0.0.1", port)).toList(),
        isSecured ? Optional.of(EtcdSecurity.ca(directory)) : Optional.empty(),
        isSecured ? EtcdSecurity.USER : "",
        isSecured ? EtcdSecurity.PASSWORD : "");
  }

  public int members() {
    return MEMBERS;
  }

  /** It does not run until {@link #goOn}; its connections stay open. */
  public void stop(int member) {
    signal("STOP", member);
  }

  /** All members. */
  public void stop() {
    IntStream.range(0, MEMBERS).forEach(this::stop);
  }

  public void goOn(int member) {
    signal("CONT", member);
  }

  /** All members. */
  public void goOn() {
    IntStream.range(0, MEMBERS).forEach(this::goOn);
  }

  /** Ends it as a power cut would. */
  public void kill(int member) {
    signal("KILL", member);
    members
        .get(member)
        .ifPresent(
            each -> {
              try {
                each.script().getOutputStream().close();
                boolean unused = each.script().waitFor(10, TimeUnit.SECONDS);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    members.set(member, Optional.empty());
  }

  /** All members. */
  public void kill() {
    IntStream.range(0, MEMBERS).forEach(this::kill);
  }

  private void signal(String name, int member) {
    members.get(member).ifPresent(each -> run("kill", "-" + name, "" + each.pid()));
  }

  private static void run(String... command) {
    try {
      int unused = new ProcessBuilder(command).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
    run("rm", "-rf", directory.toString());
  }
}
