package org.ngrokd.client.service;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.Protocols;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.dial.Dialer;
import org.ngrokd.protocol.relay.ActiveRelays;

/** The local services of all tunnels. Immutable and safe from any thread. */
public final class LocalServices {
  private final Map<Key, LocalService> services = new HashMap<>();

  private record Key(TunnelConfig tunnel, String protocol) {}

  /**
   * The services of these tunnels. Reads the files that they name.
   *
   * @param files where these are read again later
   * @param relays counts the visitors that are being served
   * @throws org.ngrokd.protocol.cli.UserException when a file cannot be read
   * @throws org.ngrokd.certs.CertificateFileException when a CA file cannot be read
   */
  public LocalServices(
      List<TunnelConfig> tunnels, Dialer dialer, ActiveRelays relays, Executor files) {
    for (TunnelConfig tunnel : tunnels) {
      TunnelConfig.Options options = tunnel.options();
      OwnReplies replies = new OwnReplies(options.http().errors(), files);
      Admission admission = new Admission(options.visitors());
      tunnel
          .services()
          .forEach(
              (protocol, address) -> {
                PrivateConnection way = way(dialer, address, protocol, options);
                services.put(
                    new Key(tunnel, protocol),
                    new LocalService(
                        address,
                        protocol,
                        options,
                        new LocalService.Parts(way, replies, admission, relays)));
              });
    }
  }

  private static PrivateConnection way(
      Dialer dialer, LocalAddress address, String protocol, TunnelConfig.Options options) {
    return new PrivateConnection(dialer, address, options.upstream(), Protocols.isHttp(protocol));
  }

  /** The service of a tunnel's protocol, which has to be one of the tunnels given. */
  public LocalService of(TunnelConfig tunnel, String protocol) {
    LocalService service = services.get(new Key(tunnel, protocol));
    if (service == null) {
      throw new IllegalArgumentException(tunnel.name() + " has no service for " + protocol);
    }
    return service;
  }
}
