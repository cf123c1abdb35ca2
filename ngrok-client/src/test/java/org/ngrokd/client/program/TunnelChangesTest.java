package org.ngrokd.client.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.config.ClientConfig;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.Trust;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.session.Route;
import org.ngrokd.client.session.Uplink;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.streams.net.HostAndPort;

class TunnelChangesTest {
  private static final TunnelConfig WEB = tunnel("web", 8080);
  private static final TunnelConfig GIT = tunnel("git", 3000);

  private final List<String> done = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private Optional<UserException> refusal = Optional.empty();
  private Optional<UserException> mistake = Optional.empty();
  private ClientConfig file = config("", WEB, GIT);
  private final TunnelChanges changes =
      new TunnelChanges(file, this::read, new Recorded(), told::add);

  private static TunnelConfig tunnel(String name, int port) {
    return new TunnelConfig(
        name,
        Map.of("http", LocalAddress.parse("127.0.0.1:" + port)),
        name,
        "",
        TunnelConfig.Options.NONE);
  }

  private static ClientConfig config(String token, TunnelConfig... tunnels) {
    return new ClientConfig(
        HostAndPort.parse("example.com:4443"),
        token,
        new Trust.HostRoots(),
        Optional.empty(),
        List.of(tunnels));
  }

  private ClientConfig read() {
    mistake.ifPresent(
        e -> {
          throw e;
        });
    return file;
  }

  /** What is done to tunnels. */
  private final class Recorded implements TunnelChanges.Tunnels {
    @Override
    public Future<List<Route>> open(TunnelConfig tunnel) {
      done.add("open " + tunnel.name() + " " + tunnel.locals().get(0));
      return refusal.isPresent()
          ? ImmediateEventExecutor.INSTANCE.newFailedFuture(refusal.get())
          : ImmediateEventExecutor.INSTANCE.newSucceededFuture(List.of());
    }

    @Override
    public Future<?> close(String tunnel) {
      done.add("close " + tunnel);
      return ImmediateEventExecutor.INSTANCE.newSucceededFuture(null);
    }
  }

  private void take(TunnelConfig... tunnels) {
    done.clear();
    file = config("", tunnels);
    changes.take();
  }

  @Test
  void nothingIsDoneWhereNothingHasChanged() {
    take(WEB, GIT);

    assertThat(done).isEmpty();
    assertThat(told).containsExactly("The config file was read anew: nothing has changed");
  }

  @Test
  void newTunnelIsOpenedAndOneThatIsGoneClosedAndNoOtherTouched() {
    take(GIT, tunnel("nas", 5000));

    assertThat(done).containsExactly("close web", "open nas 127.0.0.1:5000");
    assertThat(told).singleElement().asString().contains("closed web").contains("opening nas");

    take(GIT, tunnel("nas", 5000));
    assertThat(done).isEmpty();
  }

  @Test
  void changedTunnelIsClosedAndOpened() {
    take(tunnel("web", 8081), GIT);

    assertThat(done).containsExactly("close web", "open web 127.0.0.1:8081");
  }

  @Test
  void wrongFileChangesNothing() {
    mistake = Optional.of(new UserException("ngrok.cfg:3: unknown key"));

    take();

    assertThat(done).isEmpty();
    assertThat(told).containsExactly("Nothing was changed: ngrok.cfg:3: unknown key");
  }

  @Test
  void whatCannotBeTakenUpIsNamed() {
    file = config("another", WEB, GIT);

    changes.take();

    assertThat(told).singleElement().asString().contains("a restart is needed for auth_token");
    assertThat(told.toString()).doesNotContain("another");
  }

  @Test
  void refusedTunnelIsToldAndTriedAgainWithTheNextReading() {
    refusal = Optional.of(new UserException("somebody has this name"));
    take(WEB, GIT, tunnel("nas", 5000));

    assertThat(told.get(0)).isEqualTo("The tunnel nas was not opened: somebody has this name");
    take(WEB, GIT, tunnel("nas", 5000));
    assertThat(done).containsExactly("open nas 127.0.0.1:5000");
  }

  @Test
  void withoutAConnectionATunnelIsOpenedWhenThereIsOne() {
    refusal = Optional.of(new UserException(Uplink.NOT_CONNECTED));
    take(WEB, GIT, tunnel("nas", 5000));

    refusal = Optional.empty();
    done.clear();
    changes.online("1.7");
    changes.online("1.7");

    assertThat(done).containsExactly("open nas 127.0.0.1:5000");
  }
}
