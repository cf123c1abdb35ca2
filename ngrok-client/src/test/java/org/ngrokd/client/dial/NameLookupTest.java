package org.ngrokd.client.dial;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.streams.net.HostAndPort;

class NameLookupTest {
  private final EventExecutor loop = new DefaultEventExecutor();

  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicLong now = new AtomicLong();

  /** Looks up at once, and it is counted. */
  private NameLookup noted() {
    return new NameLookup(
        task -> {
          asked.incrementAndGet();
          task.run();
        },
        now::get);
  }

  @AfterEach
  void stop() {
    loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void aNameBelowLocalhostIsThisHostsWhateverTheSystemKnows() {
    List<InetSocketAddress> found =
        new NameLookup(Runnable::run)
            .lookUp(HostAndPort.parse("team.localhost:4443"), loop)
            .syncUninterruptibly()
            .getNow();

    assertThat(found)
        .isNotEmpty()
        .allMatch(address -> address.getAddress().isLoopbackAddress() && address.getPort() == 4443);
  }

  @Test
  void whatWasFoundIsGoodForASecond() {
    NameLookup names = noted();
    HostAndPort server = HostAndPort.parse("localhost:4443");

    List<InetSocketAddress> first = names.lookUp(server, loop).syncUninterruptibly().getNow();
    now.set(TimeUnit.SECONDS.toNanos(1) - 1);
    List<InetSocketAddress> soon =
        names.lookUp(HostAndPort.parse("localhost:80"), loop).syncUninterruptibly().getNow();
    assertThat(asked).hasValue(1);
    assertThat(soon).hasSameSizeAs(first).allMatch(address -> address.getPort() == 80);

    now.set(TimeUnit.SECONDS.toNanos(1));
    var unused = names.lookUp(server, loop).syncUninterruptibly();
    assertThat(asked).hasValue(2);
  }

  @Test
  void aNameThatIsNotKnownIsAskedForAgain() {
    NameLookup names = noted();
    HostAndPort nobody = HostAndPort.parse("not.a.name.invalid:80");

    assertThat(names.lookUp(nobody, loop).awaitUninterruptibly().isSuccess()).isFalse();
    assertThat(names.lookUp(nobody, loop).awaitUninterruptibly().isSuccess()).isFalse();

    assertThat(asked).hasValue(2);
  }
}
