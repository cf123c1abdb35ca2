package org.ngrokd.client.dial;

import io.netty.util.NetUtil;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import org.ngrokd.streams.net.HostAndPort;

/**
 * Looks host names up, anew each time, with the system's resolver: on a thread of its own, because
 * that can block for long. Safe from any thread.
 */
public final class NameLookup {
  private final Executor threads;

  public NameLookup(Executor threads) {
    this.threads = threads;
  }

  /**
   * All addresses of a host, in the order to try them.
   *
   * @param loop where the result is told
   */
  Future<List<InetSocketAddress>> lookUp(HostAndPort host, EventExecutor loop) {
    Promise<List<InetSocketAddress>> found = loop.newPromise();
    InetAddress literal = NetUtil.createInetAddressFromIpAddressString(host.host());
    if (literal != null) {
      found.setSuccess(List.of(new InetSocketAddress(literal, host.port())));
    } else {
      threads.execute(() -> lookUp(host, found));
    }
    return found;
  }

  private static void lookUp(HostAndPort host, Promise<List<InetSocketAddress>> found) {
    try {
      found.setSuccess(
          Arrays.stream(addresses(host.host()))
              .map(address -> new InetSocketAddress(address, host.port()))
              .toList());
    } catch (UnknownHostException e) {
      found.setFailure(new UnknownHostException("the name " + host.host() + " is not known"));
    }
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
