package org.ngrokd.server.ssh.hostkeys;

import java.util.List;

/**
 * What people need to come by SSH. Immutable.
 *
 * @param addr host and port
 */
public record SshFacts(String addr, List<HostKeyFact> hostKeys) {
  private static final int USUAL_PORT = 22;

  /** The host alone, without brackets around an IPv6 address. */
  public String host() {
    String host = addr.substring(0, addr.lastIndexOf(':'));
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  public int port() {
    return Integer.parseInt(addr.substring(addr.lastIndexOf(':') + 1));
  }

  /** Lines for ~/.ssh/known_hosts, one for each key. */
  public List<String> knownHosts() {
    String name = port() == USUAL_PORT ? host() : "[%s]:%d".formatted(host(), port());
    return hostKeys.stream().map(key -> name + " " + key.publicLine()).toList();
  }

  /** Records for the zone of the host's domain, one for each key. */
  public List<String> dnsRecords() {
    return hostKeys.stream().map(key -> "%s. IN SSHFP %s".formatted(host(), key.sshfp())).toList();
  }
}
