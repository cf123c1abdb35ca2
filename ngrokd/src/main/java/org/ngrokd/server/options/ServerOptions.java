package org.ngrokd.server.options;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.server.access.AccessOptions;
import org.ngrokd.server.acme.options.AcmeOptions;
import org.ngrokd.server.cluster.options.ClusterOptions;
import org.ngrokd.server.edge.EdgePolicy;
import org.ngrokd.server.limits.FloodLimits;
import org.ngrokd.server.ssh.SshOptions;
import org.ngrokd.server.state.StateDirectory;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.tls.CertificateFiles;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.net.TlsVersion;

/**
 * How a server runs.
 *
 * @param domain the host of public URLs
 * @param addresses where it listens
 * @param tls its certificate
 * @param state what it keeps on disk
 * @param policy what strangers may do
 * @param teams accounts in a database; empty: that wing is not there
 * @param telemetry what it tells of its visitors
 * @param cluster how it shares names with other servers; empty: that wing is not there
 */
public record ServerOptions(
    String domain,
    Addresses addresses,
    Tls tls,
    State state,
    Policy policy,
    Optional<TeamsOptions> teams,
    Telemetry telemetry,
    Optional<ClusterOptions> cluster) {

  public ServerOptions {
    domain = domain.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
  }

  /** Alone. */
  public ServerOptions(
      String domain,
      Addresses addresses,
      Tls tls,
      State state,
      Policy policy,
      Optional<TeamsOptions> teams,
      Telemetry telemetry) {
    this(domain, addresses, tls, state, policy, teams, telemetry, Optional.empty());
  }

  /** Of whose visitors nobody is told. */
  public ServerOptions(
      String domain,
      Addresses addresses,
      Tls tls,
      State state,
      Policy policy,
      Optional<TeamsOptions> teams) {
    this(domain, addresses, tls, state, policy, teams, Telemetry.NONE);
  }

  /** Without accounts in a database. */
  public ServerOptions(String domain, Addresses addresses, Tls tls, State state, Policy policy) {
    this(domain, addresses, tls, state, policy, Optional.empty());
  }

  /** The same, telling of its visitors. */
  public ServerOptions telling(Telemetry what) {
    return new ServerOptions(domain, addresses, tls, state, policy, teams, what, cluster);
  }

  /** The same, one of several. */
  public ServerOptions in(ClusterOptions several) {
    return new ServerOptions(
        domain, addresses, tls, state, policy, teams, telemetry, Optional.of(several));
  }

  /**
   * Where the server listens. An empty host means all addresses, port 0 any free one.
   *
   * @param http for visitors; empty: no http tunnels
   * @param https for visitors; empty: no https and no tls tunnels
   * @param tunnel for clients
   * @param tcpHost the address of tcp tunnels, "" for all
   * @param vhost replaces "domain:port" in http, https and tls URLs, for a server behind another
   *     proxy
   * @param metrics for a monitoring system; empty: none
   */
  public record Addresses(
      Optional<HostAndPort> http,
      Optional<HostAndPort> https,
      HostAndPort tunnel,
      String tcpHost,
      Optional<String> vhost,
      Optional<HostAndPort> metrics) {
    public Addresses {
      vhost = vhost.map(name -> name.toLowerCase(Locale.ROOT));
    }

    /** Without metrics. */
    public Addresses(
        Optional<HostAndPort> http,
        Optional<HostAndPort> https,
        HostAndPort tunnel,
        String tcpHost,
        Optional<String> vhost) {
      this(http, https, tunnel, tcpHost, vhost, Optional.empty());
    }

    /** Public URLs bear the domain and the listener's port. */
    public Addresses(
        Optional<HostAndPort> http,
        Optional<HostAndPort> https,
        HostAndPort tunnel,
        String tcpHost) {
      this(http, https, tunnel, tcpHost, Optional.empty());
    }
  }

  /**
   * What strangers may do.
   *
   * @param edge how visitors are treated
   * @param floods how much may be asked of the server
   * @param access who may open tunnels
   * @param mux whether clients that can may multiplex
   * @param ssh whether clients come by ssh
   */
  public record Policy(
      EdgePolicy edge, FloodLimits floods, AccessOptions access, boolean mux, SshOptions ssh) {
    /** What holds unless told otherwise. */
    public static final Policy DEFAULT =
        new Policy(EdgePolicy.DEFAULT, FloodLimits.DEFAULT, AccessOptions.DEFAULT);

    /** Without a gateway for ssh. */
    public Policy(EdgePolicy edge, FloodLimits floods, AccessOptions access, boolean mux) {
      this(edge, floods, access, mux, SshOptions.OFF);
    }

    /** With multiplexing. */
    public Policy(EdgePolicy edge, FloodLimits floods, AccessOptions access) {
      this(edge, floods, access, true);
    }
  }

  /**
   * Which certificate the server shows.
   *
   * @param files the certificate; empty: the server makes its own
   * @param ownKey the kind of key for a certificate of its own
   * @param oldest the oldest TLS version spoken
   * @param acme the CA that certificates come from by themselves; empty: none
   */
  public record Tls(
      Optional<CertificateFiles> files,
      KeyKind ownKey,
      TlsVersion oldest,
      Optional<AcmeOptions> acme) {
    /** Without a CA. */
    public Tls(Optional<CertificateFiles> files, KeyKind ownKey, TlsVersion oldest) {
      this(files, ownKey, oldest, Optional.empty());
    }
  }

  /**
   * What the server keeps on disk.
   *
   * @param directory the state directory
   * @param affinityFile where remembered URLs are kept; empty: in the state directory
   * @param hasAdminSocket whether it can be asked there by whoever looks after it
   */
  public record State(
      StateDirectory directory, Optional<Path> affinityFile, boolean hasAdminSocket) {
    /** With a socket for whoever looks after it. */
    public State(StateDirectory directory, Optional<Path> affinityFile) {
      this(directory, affinityFile, true);
    }
  }
}
