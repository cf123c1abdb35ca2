package org.ngrokd.server.cluster.options;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ngrokd.protocol.Masked;
import org.ngrokd.streams.net.HostAndPort;

/**
 * Where etcd is.
 *
 * @param endpoints of its members, one at least
 * @param ca PEM file of the CA of its certificates; empty: no TLS
 * @param user "" where nobody has to say who he is
 */
public record EtcdOptions(
    List<HostAndPort> endpoints, Optional<Path> ca, String user, String password) {
  public EtcdOptions {
    endpoints = List.copyOf(endpoints);
  }

  /** The password stays out. */
  @Override
  public String toString() {
    return "EtcdOptions[endpoints=%s, ca=%s, user=%s, password=%s]"
        .formatted(endpoints, ca, user, Masked.secret(password));
  }
}
