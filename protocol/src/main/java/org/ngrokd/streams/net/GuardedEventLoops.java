package org.ngrokd.streams.net;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ThreadPerTaskExecutor;
import java.util.concurrent.Executor;

/** Event loops that nothing ends but their shutdown, and what was thrown in them. */
public final class GuardedEventLoops extends MultiThreadIoEventLoopGroup {
  private final LoopFailures failures;

  /**
   * @param name of the threads: {@code name-1}, {@code name-2}…
   */
  static GuardedEventLoops of(String name, int threads, IoHandlerFactory io) {
    Executor executor = new ThreadPerTaskExecutor(new DefaultThreadFactory(name, true));
    return new GuardedEventLoops(threads, executor, io, new LoopFailures());
  }

  private GuardedEventLoops(
      int threads, Executor executor, IoHandlerFactory io, LoopFailures failures) {
    super(threads, executor, io, failures);
    this.failures = failures;
  }

  public LoopFailures failures() {
    return failures;
  }

  /** Called by the constructor above us, with what we gave it. */
  @Override
  protected IoEventLoop newChild(Executor executor, IoHandlerFactory io, Object... arguments) {
    return new GuardedEventLoop(this, executor, io, (LoopFailures) arguments[0]);
  }
}
