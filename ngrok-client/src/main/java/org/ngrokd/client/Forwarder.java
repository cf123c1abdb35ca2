package org.ngrokd.client;

import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A tunnel that was added to a running client, with its visitors going to a local service. It comes
 * back after each reconnection, until it is closed. Safe from any thread.
 */
public final class Forwarder implements AutoCloseable {
  private final AddedTunnels added;
  private final String name;
  private final List<OpenTunnel> opened;
  private final CountDownLatch closed = new CountDownLatch(1);

  Forwarder(AddedTunnels added, String name, List<OpenTunnel> opened) {
    this.added = added;
    this.name = name;
    this.opened = opened;
  }

  /** As it was asked for. */
  public String name() {
    return name;
  }

  /** The public URL; of http and https the safe one. While not connected, the last one known. */
  public String url() {
    return OpenTunnel.first(tunnels()).url();
  }

  /** Its protocols that are open, each with its URL; while not connected, the last known. */
  public List<OpenTunnel> tunnels() {
    List<OpenTunnel> now = added.tunnels(name);
    return now.isEmpty() ? opened : now;
  }

  /**
   * Waits until it is closed, or its client is: what a program's main thread may do meanwhile.
   *
   * @throws InterruptedException when the thread is interrupted
   */
  public void join() throws InterruptedException {
    closed.await();
  }

  /** Closes the tunnel, once. Its visitors are not cut off, the client's other tunnels stay. */
  @Override
  public void close() {
    if (closed.getCount() > 0) {
      added.close(name);
    }
  }

  /** The client has closed it. */
  void ended() {
    closed.countDown();
  }
}
