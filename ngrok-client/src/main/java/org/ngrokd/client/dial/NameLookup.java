package org.ngrokd.client.dial;

import io.netty.util.NetUtil;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.ngrokd.streams.net.HostAndPort;

/**
 * Looks host names up with the system's resolver: on a thread of its own, because that can block
 * for long. What was found is good for a second, so that a crowd of visitors does not ask for the
 * same name each; failures are asked again each time. Safe from any thread.
 */
public final class NameLookup {
  private static final Duration GOOD_FOR = Duration.ofSeconds(1);

  /** Names come from the configuration and from servers; they are few. */
  private static final int MOST_NAMES = 64;

  private final Executor threads;
  private final LongSupplier nanoTime;
  private final Map<String, Found> lately = new ConcurrentHashMap<>();

  /** What a name stood for, and when. */
  private record Found(List<InetAddress> addresses, long at) {}

  public NameLookup(Executor threads) {
    this(threads, System::nanoTime);
  }

  NameLookup(Executor threads, LongSupplier nanoTime) {
    this.threads = threads;
    this.nanoTime = nanoTime;
  }

  /**
   * All addresses of a host, in the order to try them.
   *
   * @param loop where the result is told
   */
  Future<List<InetSocketAddress>> lookUp(HostAndPort host, EventExecutor loop) {
    Promise<List<InetSocketAddress>> found = loop.newPromise();
    InetAddress literal = NetUtil.createInetAddressFromIpAddressString(host.host());
    Found before = lately.get(host.host());
    if (literal != null) {
      found.setSuccess(List.of(new InetSocketAddress(literal, host.port())));
    } else if (before != null && nanoTime.getAsLong() - before.at() < GOOD_FOR.toNanos()) {
      found.setSuccess(at(before.addresses(), host.port()));
    } else {
      threads.execute(() -> lookUp(host, found));
    }
    return found;
  }

  private void lookUp(HostAndPort host, Promise<List<InetSocketAddress>> found) {
    try {
      List<InetAddress> addresses = List.of(addresses(host.host()));
      remember(host.host(), addresses);
      found.setSuccess(at(addresses, host.port()));
    } catch (UnknownHostException e) {
      found.setFailure(new UnknownHostException("the name " + host.host() + " is not known"));
    }
  }

  private void remember(String host, List<InetAddress> addresses) {
    if (lately.size() >= MOST_NAMES) {
      lately.clear();
    }
    lately.put(host, new Found(addresses, nanoTime.getAsLong()));
  }

  private static List<InetSocketAddress> at(List<InetAddress> addresses, int port) {
    return addresses.stream().map(address -> new InetSocketAddress(address, port)).toList();
  }

  /** A name below localhost is this host's (RFC 6761), whether the system knows it or not. */
  private static InetAddress[] addresses(String host) throws UnknownHostException {
    try {
      return InetAddress.getAllByName(host);
    } catch (UnknownHostException e) {
      if (host.toLowerCase(Locale.ROOT).endsWith(".localhost")) {
        return InetAddress.getAllByName("localhost");
      }
      throw e;
    }
  }
}
