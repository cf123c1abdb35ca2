package org.ngrokd.client.dial;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.streams.net.HostAndPort;

class NameLookupTest {
  private final EventExecutor loop = new DefaultEventExecutor();

  @AfterEach
  void stop() {
    loop.shutdownGracefully(0, 0, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
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
}
