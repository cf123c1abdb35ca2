package org.ngrokd.server.ssh.words;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ngrokd.protocol.Masked;

/**
 * What the words of a session ask for, checked; for all forwards of the connection.
 *
 * @param names which address
 * @param visitors who is let in, and how
 * @param service what the local service gets
 * @param privacy whether only users of the gateway get in
 * @param session how long, and how it is shown
 */
public record Options(
    Names names, Visitors visitors, Service service, Privacy privacy, Session session) {
  /** Nothing is asked for. */
  public static final Options NONE =
      new Options(
          new Names(Optional.empty(), Optional.empty(), Optional.empty()),
          new Visitors(Optional.empty(), List.of(), List.of(), false, 0),
          new Service(Optional.empty(), Optional.empty()),
          new Privacy(false, List.of()),
          new Session(Optional.empty(), false, false));

  /**
   * Which address is asked for, where the bind name does not say it.
   *
   * @param hostname a whole host name, in lower case
   * @param subdomain in lower case
   * @param remotePort of a tcp tunnel, 1 to 65535
   */
  public record Names(
      Optional<String> hostname, Optional<String> subdomain, Optional<Integer> remotePort) {}

  /**
   * Who is let in.
   *
   * @param basicAuth "user:password" that http visitors have to know
   * @param allow networks as {@link org.ngrokd.streams.net.CidrList} reads them; empty: all
   * @param deny the same, of those who are not let in even if allowed
   * @param redirectHttps whether visitors by http are sent to https
   * @param maxConnections most visitors' connections at a time, 0 for any number
   */
  public record Visitors(
      Optional<String> basicAuth,
      List<String> allow,
      List<String> deny,
      boolean redirectHttps,
      int maxConnections) {
    public Visitors {
      allow = List.copyOf(allow);
      deny = List.copyOf(deny);
    }

    /** Without the password. */
    @Override
    public String toString() {
      return "Visitors[basicAuth="
          + Masked.secret(basicAuth.orElse(""))
          + (", allow=" + allow + ", deny=" + deny + ", redirectHttps=" + redirectHttps)
          + (", maxConnections=" + maxConnections + "]");
    }
  }

  /**
   * What the local service gets.
   *
   * @param hostHeader its Host, as "nas.lan:5000"; empty: the visitor's
   * @param proxyProtocol the version of the PROXY header before a visitor's bytes, 1 or 2
   */
  public record Service(Optional<String> hostHeader, Optional<Integer> proxyProtocol) {}

  /**
   * Whether only users of the gateway get in.
   *
   * @param isPrivate whether no public port is opened
   * @param allowedKeys fingerprints of keys, "SHA256:…" without padding, that may reach private
   *     tunnels besides the same account
   */
  public record Privacy(boolean isPrivate, List<String> allowedKeys) {
    public Privacy {
      allowedKeys = List.copyOf(allowedKeys);
    }
  }

  /**
   * How long, and how it is shown.
   *
   * @param deadline how long after its opening a tunnel ends; positive
   * @param wantsQr whether the address is shown as a QR code at once
   * @param isForced whether names that another connection of the same account has are taken over
   */
  public record Session(Optional<Duration> deadline, boolean wantsQr, boolean isForced) {}

  public Optional<String> hostHeader() {
    return service.hostHeader();
  }

  public Optional<String> basicAuth() {
    return visitors.basicAuth();
  }

  public List<String> allow() {
    return visitors.allow();
  }

  public List<String> deny() {
    return visitors.deny();
  }

  public Optional<Integer> proxyProtocol() {
    return service.proxyProtocol();
  }

  public boolean redirectHttps() {
    return visitors.redirectHttps();
  }

  public Optional<Duration> deadline() {
    return session.deadline();
  }

  public boolean isPrivate() {
    return privacy.isPrivate();
  }

  public List<String> allowedKeys() {
    return privacy.allowedKeys();
  }

  public Optional<String> hostname() {
    return names.hostname();
  }

  public Optional<String> subdomain() {
    return names.subdomain();
  }

  public Optional<Integer> remotePort() {
    return names.remotePort();
  }

  public boolean wantsQr() {
    return session.wantsQr();
  }

  public boolean isForced() {
    return session.isForced();
  }

  public int maxConnections() {
    return visitors.maxConnections();
  }
}
