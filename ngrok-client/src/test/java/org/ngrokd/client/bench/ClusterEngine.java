package org.ngrokd.client.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.etcd.EtcdEngine;
import org.ngrokd.server.cluster.options.EtcdOptions;
import org.ngrokd.server.cluster.postgresql.PostgresEngine;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.streams.net.HostAndPort;

/**
 * What the servers agree by, which the script has started.
 *
 * @param name as the table calls it
 * @param at where it is: members of etcd, or the port of PostgreSQL
 * @param pids its processes, or the parents of those
 */
record ClusterEngine(String name, String at, List<Long> pids) {
  private static final String ETCD = "etcd";

  /** Of the database; only this machine reaches it, and it ends with the script. */
  private static final String PASSWORD = "CLUSTER_BENCH_PASSWORD";

  /**
   * From an argument.
   *
   * @param text "etcd 127.0.0.1:1,127.0.0.1:2 PID,PID" or "PostgreSQL PORT PID"
   */
  static ClusterEngine parse(String text) {
    String[] parts = text.split(" ", -1);
    return new ClusterEngine(
        parts[0], parts[1], Arrays.stream(parts[2].split(",", -1)).map(Long::valueOf).toList());
  }

  boolean isEtcd() {
    return name.equals(ETCD);
  }

  /** As one server has it. */
  Engine open() {
    Engine engine = isEtcd() ? EtcdEngine.at(etcd()) : PostgresEngine.at(database());
    engine.open();
    return engine;
  }

  private EtcdOptions etcd() {
    return new EtcdOptions(
        Arrays.stream(at.split(",", -1)).map(HostAndPort::parse).toList(),
        Optional.empty(),
        "",
        "");
  }

  private TeamsOptions.Database database() {
    return new TeamsOptions.Database(
        Optional.of(url()), "ngrokd", System.getenv().getOrDefault(PASSWORD, ""));
  }

  private String url() {
    return "jdbc:postgresql://127.0.0.1:" + at + "/postgres";
  }

  /** Lines of a server's config file. */
  String config() {
    return isEtcd()
        ? "cluster: etcd://" + at + "\n"
        : """
        cluster: postgresql
        database: {url: '%s', user: ngrokd, password: '${%s}'}
        accounts: {limits: {max_tunnels: 1000000}}
        """
            .formatted(url(), PASSWORD);
  }

  /** All its processes now. */
  List<ProcessHandle> processes() {
    return pids.stream()
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .flatMap(each -> Stream.concat(Stream.of(each), each.descendants()))
        .toList();
  }
}
