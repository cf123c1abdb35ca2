package org.ngrokd.client.program;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.Protocols;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.protocol.TunnelProtocol;

/** The tunnel of {@code ngrok [OPTIONS] <local port or address>}. Protocol: §7. */
final class CommandLineTunnel {
  private CommandLineTunnel() {}

  /**
   * The tunnel for an address.
   *
   * @param proto protocols joined by {@code +}
   * @throws UserException when the address or a protocol makes no sense
   */
  static TunnelConfig of(
      String address,
      String proto,
      String subdomain,
      String hostname,
      TunnelConfig.Options options) {
    Map<String, LocalAddress> services = new LinkedHashMap<>();
    for (String protocol : proto.split("\\+", -1)) {
      if (TunnelProtocol.named(protocol).isEmpty()) {
        throw new UsageException(
            "-proto '"
                + proto
                + "' is not one of "
                + String.join(", ", TunnelProtocol.names())
                + ", or several of them joined by +");
      }
      services.put(protocol, local(protocol, address, options.agent().termination().isPresent()));
    }
    return new TunnelConfig("default", services, subdomain, hostname, options);
  }

  private static LocalAddress local(String protocol, String address, boolean endsTls) {
    try {
      return endsTls ? LocalAddress.parse(address) : Protocols.service(protocol, address);
    } catch (IllegalArgumentException e) {
      throw new UserException(
          "Invalid address for the local service '"
              + address
              + "': "
              + e.getMessage()
              + "; expected a port, host:port, https://host:port or unix:/path, or one of the"
              + " commands http, tcp, tls, start, start-all, list, config, login, diagnose, init,"
              + " completion, help, version");
    }
  }
}
