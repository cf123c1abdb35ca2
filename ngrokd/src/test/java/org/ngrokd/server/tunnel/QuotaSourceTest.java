package org.ngrokd.server.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.Ticker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.access.AccessOptions;
import org.ngrokd.server.access.Account;
import org.ngrokd.server.access.AccountSources;
import org.ngrokd.server.access.Meters;
import org.ngrokd.server.access.PortRanges;
import org.ngrokd.server.access.TokenHash;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.streams.relay.RelayEnd;

class QuotaSourceTest {
  @TempDir private Path directory = Path.of("");
  private final EmbeddedChannel visitor = new EmbeddedChannel();
  private final Tunnel tunnel =
      TunnelFixtures.tunnel(TunnelProtocol.HTTP, "a.test", TunnelRules.OPEN);

  private Account withBandwidth() throws Exception {
    Path users = directory.resolve("users.yml");
    Files.writeString(
        users,
        "users:\n  alice: {token: \""
            + TokenHash.of("secret")
            + "\", bandwidth: {up: 1MB, down: 1MB}}\n");
    AccessOptions options = new AccessOptions(Optional.of(users), PortRanges.NONE);
    return new AccountSources(options, new Meters(Ticker.systemTicker(), new LimitCounters()))
        .withToken("secret")
        .toCompletableFuture()
        .join()
        .orElseThrow();
  }

  @Test
  void visitorWhoLeavesCancelsThePacedWayToo() throws Exception {
    Promise<RelayEnd> inner = visitor.eventLoop().newPromise();
    QuotaSource source = new QuotaSource((each, address, loop) -> inner, withBandwidth());
    Future<RelayEnd> left = source.open(tunnel, "192.0.2.1:5", visitor.eventLoop());

    left.cancel(false);
    visitor.runPendingTasks();

    assertThat(inner.isCancelled()).isTrue();
  }
}
