package org.ngrokd.server.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.server.cluster.options.ClusterOptions;
import org.ngrokd.server.cluster.options.EtcdOptions;
import org.ngrokd.streams.net.HostAndPort;
import picocli.CommandLine.Option;

/** The flags for several servers that share their names. */
final class ClusterFlags {
  private static final String POSTGRESQL = "postgresql";
  private static final String ETCD = "etcd://";
  private static final Path NO_FILE = Path.of("");

  @Option(
      names = {"-cluster", "--cluster"},
      defaultValue = "",
      description =
          "Share names with other servers, which agree by the accounts' database (postgresql) or by"
              + " etcd (etcd://HOST:PORT,HOST:PORT), \"\" for none.")
  private String cluster = "";

  @Option(
      names = {"-nodeAddr", "--nodeAddr"},
      defaultValue = "",
      description = "With -cluster: HOST:PORT where the other servers reach this one.")
  private String nodeAddr = "";

  @Option(
      names = {"-clientAddr", "--clientAddr"},
      defaultValue = "",
      description =
          "With -cluster: HOST:PORT where clients reach this very server, and no balancer; ours"
              + " then keep a second connection to another one.")
  private String clientAddr = "";

  @Option(
      names = {"-clusterCa", "--clusterCa"},
      defaultValue = "",
      description = "With etcd: the CA of its certificates, PEM; without it there is no TLS.")
  private Path clusterCa = NO_FILE;

  @Option(
      names = {"-clusterUser", "--clusterUser"},
      defaultValue = "",
      description = "With etcd: USER:PASSWORD, better in the config file.")
  private String clusterUser = "";

  /** Looks at each by itself. */
  void check() {
    var unused = List.of(etcd(), address(), clientAddress());
  }

  /**
   * What they mean; empty: one server alone.
   *
   * @throws UsageException when one of them is wrong, or misses another
   */
  Optional<ClusterOptions> options() {
    Optional<EtcdOptions> etcd = etcd();
    Optional<HostAndPort> address = address();
    if (cluster.isEmpty()) {
      if (address.isPresent()) {
        throw new UsageException("-nodeAddr is for -cluster, which is missing");
      }
      if (clientAddress().isPresent()) {
        throw new UsageException("-clientAddr is for -cluster, which is missing");
      }
      return Optional.empty();
    }
    HostAndPort own =
        address.orElseThrow(
            () ->
                new UsageException(
                    "-cluster needs -nodeAddr HOST:PORT, where the other servers reach this one"));
    if (etcd.isEmpty() && (!clusterCa.equals(NO_FILE) || !clusterUser.isEmpty())) {
      throw new UsageException("-clusterCa and -clusterUser are for etcd");
    }
    return Optional.of(new ClusterOptions(etcd, own, clientAddress(), ClusterOptions.LEASE));
  }

  private Optional<EtcdOptions> etcd() {
    if (cluster.isEmpty() || cluster.equals(POSTGRESQL)) {
      return Optional.empty();
    }
    if (!cluster.startsWith(ETCD)) {
      throw new UsageException(
          "-cluster '" + cluster + "' is neither postgresql nor etcd://HOST:PORT,HOST:PORT");
    }
    List<HostAndPort> endpoints =
        Arrays.stream(cluster.substring(ETCD.length()).split(",", -1))
            .map(text -> hostAndPort("-cluster", text))
            .toList();
    int colon = clusterUser.indexOf(':');
    if (!clusterUser.isEmpty() && colon < 1) {
      throw new UsageException("-clusterUser is not USER:PASSWORD"); // not to be repeated
    }
    return Optional.of(
        new EtcdOptions(
            endpoints,
            clusterCa.equals(NO_FILE) ? Optional.empty() : Optional.of(clusterCa),
            clusterUser.substring(0, Math.max(0, colon)),
            clusterUser.substring(colon + 1)));
  }

  private Optional<HostAndPort> address() {
    return nodeAddr.isEmpty() ? Optional.empty() : Optional.of(hostAndPort("-nodeAddr", nodeAddr));
  }

  private Optional<HostAndPort> clientAddress() {
    if (clientAddr.isEmpty()) {
      return Optional.empty();
    }
    HostAndPort address = hostAndPort("-clientAddr", clientAddr);
    if (address.port() == 0) {
      throw new UsageException("-clientAddr '" + clientAddr + "': clients have to know the port");
    }
    return Optional.of(address);
  }

  private static HostAndPort hostAndPort(String flag, String text) {
    try {
      HostAndPort parsed = HostAndPort.parse(text);
      if (parsed.host().isEmpty()) {
        throw new IllegalArgumentException("it has no host");
      }
      return parsed;
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          flag + " '" + text + "': " + e.getMessage() + "; for example 10.0.0.1:7443");
    }
  }
}
