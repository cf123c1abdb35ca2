package org.ngrokd.streams.service;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutorGroup;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.ngrokd.streams.net.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service manager that started this process and wants to hear of it, as systemd does for {@code
 * Type=notify}: sd_notify(3). Safe from any thread but event loops, except for what says so: what
 * is said has arrived when a method returns.
 */
public final class ServiceManager implements AutoCloseable {
  /** The variable that says where it listens; without it, there is no such manager. */
  public static final String SOCKET = "NOTIFY_SOCKET";

  private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);

  private final NotifySocket socket;
  private final Optional<LoopAnswers> watchdog;

  private ServiceManager(NotifySocket socket, Optional<LoopAnswers> watchdog) {
    this.socket = socket;
    this.watchdog = watchdog;
  }

  /**
   * Finds it.
   *
   * @param loops what a program that is alive runs on
   * @return empty when there is none, or none that can be told something
   */
  public static Optional<ServiceManager> of(Map<String, String> environment, EventLoopGroup loops) {
    String address = environment.getOrDefault(SOCKET, "");
    if (address.isEmpty()) {
      return Optional.empty();
    }
    if (Transport.best() != Transport.EPOLL) {
      LOG.warn(
          "The service manager cannot be told when this is ready: that needs epoll. Set Type=exec"
              + " in its unit");
      return Optional.empty();
    }
    Optional<NotifySocket> socket = NotifySocket.open(address, loops.next());
    return socket.map(
        open ->
            new ServiceManager(
                open, WatchdogTime.of(environment).map(each -> watchdog(each, loops, open))));
  }

  private static LoopAnswers watchdog(
      Duration limit, EventExecutorGroup loops, NotifySocket socket) {
    // twice in the time that it waits, as sd_watchdog_enabled(3) recommends
    return LoopAnswers.begin(loops, limit.dividedBy(2), () -> socket.post("WATCHDOG=1"));
  }

  /**
   * The program serves.
   *
   * @param status a line for people
   */
  public void ready(String status) {
    socket.send("READY=1\nSTATUS=" + oneLine(status));
  }

  /** It takes its settings up anew, until it is {@link #ready} again. */
  public void reloading() {
    long now =
        TimeUnit.NANOSECONDS.toMicros(System.nanoTime()); // CLOCK_MONOTONIC, in a JVM on Linux
    socket.send("RELOADING=1\nMONOTONIC_USEC=" + now);
  }

  /** It ends, and may take a while. */
  public void stopping(String status) {
    socket.send("STOPPING=1\nSTATUS=" + oneLine(status));
  }

  /** What it does, for people. Waits for nothing, so also on an event loop. */
  public void status(String status) {
    socket.post("STATUS=" + oneLine(status));
  }

  /** Another process of the same service is it from now on. */
  public void mainIs(long pid) {
    watchdog.ifPresent(LoopAnswers::end);
    socket.send("MAINPID=" + pid);
  }

  private static String oneLine(String status) {
    return status.replace('\n', ' ');
  }

  @Override
  public void close() {
    watchdog.ifPresent(LoopAnswers::end);
    socket.close();
  }
}
