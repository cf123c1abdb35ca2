package org.ngrokd.server.cluster.options;

import java.time.Duration;
import java.util.Optional;
import org.ngrokd.streams.net.HostAndPort;

/**
 * How a server works with others.
 *
 * @param etcd what they agree by; empty: the accounts' PostgreSQL
 * @param nodeAddr where other nodes reach this one, and where it listens for them
 * @param clientAddr where clients reach this one and no other; empty: they know one server only
 * @param lease how long a node that does not answer keeps its names
 */
public record ClusterOptions(
    Optional<EtcdOptions> etcd,
    HostAndPort nodeAddr,
    Optional<HostAndPort> clientAddr,
    Duration lease) {
  public static final Duration LEASE = Duration.ofSeconds(10);

  /** With the usual lease, and clients that know one server. */
  public ClusterOptions(Optional<EtcdOptions> etcd, HostAndPort nodeAddr) {
    this(etcd, nodeAddr, Optional.empty(), LEASE);
  }
}
