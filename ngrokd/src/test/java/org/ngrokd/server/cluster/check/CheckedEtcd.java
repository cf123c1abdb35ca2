package org.ngrokd.server.cluster.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ngrokd.server.testing.OwnEtcd;
import org.ngrokd.server.testing.SteppedClock;
import org.ngrokd.streams.net.HostAndPort;

/** etcd of three members, without accounts. Its leases go by a clock that nobody sets. */
final class CheckedEtcd implements CheckedEngine {
  /** etcd's issue 15247: mended in 3.4.31 and 3.5.13. */
  private static final Pattern ERRS =
      Pattern.compile("etcd Version: (3\\.4\\.([0-9]|[12][0-9]|30)|3\\.5\\.([0-9]|1[0-2]))");

  private final OwnEtcd etcd;

  CheckedEtcd(OwnEtcd etcd) {
    this.etcd = etcd;
  }

  @Override
  public List<Integer> ports() {
    return etcd.options().endpoints().stream().map(HostAndPort::port).toList();
  }

  @Override
  public void kill(int member) {
    etcd.kill(member);
  }

  @Override
  public void begin(int member) {
    etcd.begin(member);
  }

  @Override
  public void stop(int member) {
    etcd.stop(member);
  }

  @Override
  public void goOn(int member) {
    etcd.goOn(member);
  }

  /**
   * A leader that was stopped for the length of a lease, and goes on, ends leases that another one
   * has renewed meanwhile.
   */
  @Override
  public Duration longestStop() {
    return ERRS.matcher(version().lines().findFirst().orElse("")).matches()
        ? Duration.ofSeconds(6)
        : Duration.ofSeconds(15);
  }

  private static String version() {
    try {
      Process process = new ProcessBuilder("etcd", "--version").start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<SteppedClock> clock() {
    return Optional.empty();
  }

  @Override
  public List<String> flags(List<Integer> ways, Path directory) {
    return List.of(
        "-cluster=etcd://"
            + ways.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",")));
  }

  @Override
  public Login login(CommandLine run) {
    return new Login("", "");
  }

  @Override
  public Observer.Source source(ToIntFunction<String> nodeAt) {
    return new EtcdSource(ports(), nodeAt);
  }

  @Override
  public void close() {
    etcd.close();
  }
}
