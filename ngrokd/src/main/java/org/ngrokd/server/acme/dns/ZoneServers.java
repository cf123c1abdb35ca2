package org.ngrokd.server.acme.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.directory.InitialDirContext;
import org.ngrokd.streams.net.HostAndPort;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The name servers of the zone that a record is in, found by those that this computer asks for
 * everything. Safe from any thread.
 */
public final class ZoneServers implements NameServers {
  /** Where a record has another's name, and that again another's. */
  private static final int MOST_ALIASES = 8;

  /** A zone has a handful. */
  private static final int MOST = 32;

  static final int PORT = 53;

  private static final Logger LOG = LoggerFactory.getLogger(ZoneServers.class);

  private final Supplier<List<InetSocketAddress>> resolvers;
  private final Lookup lookup = new Lookup(Duration.ofSeconds(3));
  private final int port;

  public ZoneServers() {
    this(ZoneServers::ofSystem, PORT);
  }

  /**
   * @param resolvers that ask others
   * @param port of the zones' servers
   */
  ZoneServers(Supplier<List<InetSocketAddress>> resolvers, int port) {
    this.resolvers = resolvers;
    this.port = port;
  }

  /** The JDK knows where each system has written them. */
  @SuppressWarnings("JdkObsolete") // it wants a Hashtable
  private static List<InetSocketAddress> ofSystem() {
    Hashtable<String, String> wanted = new Hashtable<>();
    wanted.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
    try {
      InitialDirContext context = new InitialDirContext(wanted);
      Object urls = context.getEnvironment().get(Context.PROVIDER_URL);
      context.close();
      return Arrays.stream(String.valueOf(urls).split(" ", -1))
          .filter(url -> url.startsWith("dns://"))
          .map(url -> url.substring("dns://".length()).replaceFirst("/.*", ""))
          .flatMap(text -> address(text).stream())
          .toList();
    } catch (NamingException e) {
      LOG.debug("This computer's name servers are not known: {}", e.toString());
      return List.of();
    }
  }

  private static Optional<InetSocketAddress> address(String text) {
    boolean hasPort = text.lastIndexOf(':') > text.lastIndexOf(']') && text.indexOf(':') > 0;
    try {
      HostAndPort place = HostAndPort.parse(hasPort ? text : text + ":" + PORT);
      return Optional.of(new InetSocketAddress(place.host(), place.port()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public Found of(String record) {
    for (InetSocketAddress resolver : resolvers.get()) {
      try {
        return by(resolver, record);
      } catch (IOException e) {
        LOG.debug("{}", e.getMessage());
      }
    }
    return new Found(record, List.of(), false);
  }

  private Found by(InetSocketAddress resolver, String record) throws IOException {
    String name = record;
    for (int i = 0; i < MOST_ALIASES; i++) {
      Reply reply = lookup.ask(resolver, name, Types.SOA, true);
      Optional<String> alias = reply.alias();
      if (alias.isPresent()) {
        name = alias.get();
      } else if (reply.isAnswer() && reply.zone().isPresent()) {
        return new Found(name, servers(resolver, reply.zone().get()), false);
      } else {
        break;
      }
    }
    throw new IOException("the zone of " + name + " is not found");
  }

  private List<InetSocketAddress> servers(InetSocketAddress resolver, String zone)
      throws IOException {
    List<InetSocketAddress> servers = new ArrayList<>();
    for (Resource each : lookup.ask(resolver, zone, Types.NS, true).answers()) {
      if (each.type() == Types.NS && servers.size() < MOST) {
        servers.addAll(addresses(each.target()));
      }
    }
    return servers;
  }

  private List<InetSocketAddress> addresses(String server) {
    try {
      return Arrays.stream(InetAddress.getAllByName(server))
          .map(address -> new InetSocketAddress(address, port))
          .toList();
    } catch (UnknownHostException e) {
      LOG.debug("Name server {} has no address", server);
      return List.of();
    }
  }
}
