package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.client.config.AgentOptions;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.pair.Members.Asking;
import org.ngrokd.client.pair.Members.Member;
import org.ngrokd.client.run.RunningClient;
import org.ngrokd.client.session.Route;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.client.testing.SwallowingRelay;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.protocol.testing.FreePort;
import org.ngrokd.server.NgrokServer;
import org.ngrokd.server.access.TokenHash;
import org.ngrokd.server.tunnel.PoolBalance;

/** Several clients that share one name. */
class PoolIT {
  private static final String SHOP = "shop.localhost";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path directory = Path.of("");
  private final Members members = new Members();
  private final Member ada = members.add("ada");
  private final Member bob = members.add("bob");
  private final List<RunningClient> clients = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private Pair pair = Pair.start();

  @AfterEach
  void stop() throws IOException {
    clients.forEach(RunningClient::close);
    members.close();
    pair.close();
    threads.shutdownNow();
  }

  private void replace(Pair with) {
    pair.close();
    pair = with;
  }

  private RunningClient begin(TunnelConfig tunnel) {
    return begin(pair.address(), "", tunnel);
  }

  private RunningClient begin(String server, String token, TunnelConfig tunnel) {
    RunningClient client = pair.client(server, token, tunnel);
    clients.add(client);
    return client;
  }

  private String ask() throws IOException {
    return Members.ask(pair.port("http"), SHOP);
  }

  /** A client that has just come gets visitors a little later. */
  private void awaitBoth() {
    await().atMost(PATIENCE).until(() -> !ask().equals(ask()));
  }

  private void both() {
    begin(ada.pooled("http", "shop", 0));
    begin(bob.pooled("http", "shop", 0));
    awaitBoth();
  }

  @Test
  void visitorsComeToThemInTurn() throws IOException {
    both();
    int before = ada.served.get();
    int other = bob.served.get();

    for (int i = 0; i < 20; i++) {
      ask();
    }

    assertThat(ada.served.get() - before).isEqualTo(10);
    assertThat(bob.served.get() - other).isEqualTo(10);
  }

  @Test
  void requestsOfOneConnectionStayAtOne() throws IOException {
    both();

    try (Asking visitor = Asking.at(pair.port("http"))) {
      String first = visitor.who(SHOP);
      for (int i = 0; i < 5; i++) {
        assertThat(visitor.who(SHOP)).isEqualTo(first);
      }
    }
  }

  @Test
  @SuppressWarnings("try") // the network goes before its time
  void noRequestFailsWhenOneOfThemDies() throws Exception {
    try (LocalService one = VisitorLoad.service();
        LocalService other = VisitorLoad.service();
        SwallowingRelay network = new SwallowingRelay(pair.port("tunnel"), threads);
        VisitorLoad load = new VisitorLoad()) {
      begin(pooled(one));
      begin("localhost:" + network.port(), "", pooled(other));
      load.http(8, SHOP, VisitorLoad.plain(pair.port("http")));
      reach(load, 2_000);

      network.close();
      reach(load, load.done() + 2_000);
      load.stop();

      assertThat(load.failures()).isEmpty();
    }
  }

  private static TunnelConfig pooled(LocalService service) {
    Member nobody = new Member("nobody");
    TunnelConfig tunnel = nobody.pooled("http", "shop", 0);
    return new TunnelConfig(
        "web", Map.of("http", LocalAddress.parse(service.address())), "shop", "", tunnel.options());
  }

  private static void reach(VisitorLoad load, int requests) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> load.done() >= requests || !load.failures().isEmpty());
  }

  @Test
  void lastOneThatGoesTakesTheNameWithIt() throws IOException {
    RunningClient first = begin(ada.pooled("http", "shop", 0));
    RunningClient second = begin(bob.pooled("http", "shop", 0));

    first.close();
    await().atMost(PATIENCE).until(() -> ask().equals("bob"));
    assertThat(ask()).isEqualTo("bob");
    second.close();

    await().atMost(PATIENCE).until(() -> ask().startsWith("HTTP/1.0 404"));
    begin(ada.tunnel("http", "shop", 0, AgentOptions.NONE));
    assertThat(ask()).isEqualTo("ada");
  }

  @Test
  void portStaysUntilTheLastOneGoes() throws IOException {
    int port = FreePort.tcp();
    RunningClient first = begin(ada.pooled("tcp", "", port));
    RunningClient second = begin(bob.pooled("tcp", "", port));
    assertThat(first.routes()).extracting(Route::url).isEqualTo(urls(second));
    await().atMost(PATIENCE).until(() -> !Members.ask(port, "x").equals(Members.ask(port, "x")));

    first.close();
    await().atMost(PATIENCE).until(() -> bobOnly(port));
    second.close();

    await().atMost(PATIENCE).until(() -> !listens(port));
    begin(ada.pooled("tcp", "", port));
    assertThat(Members.ask(port, "x")).isEqualTo("ada");
  }

  private static List<String> urls(RunningClient client) {
    return client.routes().stream().map(Route::url).toList();
  }

  private static boolean bobOnly(int port) throws IOException {
    return List.of(Members.ask(port, "x"), Members.ask(port, "x")).equals(List.of("bob", "bob"));
  }

  private static boolean listens(int port) {
    try (Asking asking = Asking.at(port)) {
      return asking.who("x").length() > 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** As all of them do when their server has been started anew. */
  @Test
  void manyThatComeAtOnceShareThePort() throws Exception {
    int port = FreePort.tcp();
    List<Future<RunningClient>> begun = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      begun.add(threads.submit(() -> pair.client(pair.address(), "", ada.pooled("tcp", "", port))));
    }
    for (Future<RunningClient> each : begun) {
      clients.add(each.get());
    }

    assertThat(clients).allSatisfy(each -> assertThat(each.routes()).hasSize(1));
  }

  @Test
  void httpsIsSharedToo() {
    begin(ada.pooled("http+https", "shop", 0));
    RunningClient second = begin(bob.pooled("http+https", "shop", 0));

    assertThat(second.routes()).hasSize(2);
  }

  @Test
  void fewestConnectionsDecideWhereThatIsWanted() throws IOException {
    replace(Pair.sharing(PoolBalance.LEAST_CONNECTIONS));
    begin(ada.pooled("http", "shop", 0));
    ada.isSlow = true;
    List<Asking> waiting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Asking visitor = Asking.at(pair.port("http"));
      visitor.send(SHOP);
      waiting.add(visitor);
    }
    await().atMost(PATIENCE).until(() -> ada.served.get() == 3);
    ada.isSlow = false;

    begin(bob.pooled("http", "shop", 0));
    await().atMost(PATIENCE).until(() -> ask().equals("bob"));
    for (int i = 0; i < 10; i++) {
      assertThat(ask()).isEqualTo("bob");
    }

    ada.release.countDown();
    for (Asking visitor : waiting) {
      assertThat(visitor.reply()).endsWith("ada");
      visitor.close();
    }
  }

  private void refused(RunningClientStart start, String why) {
    assertThatThrownBy(start::run).isInstanceOf(UserException.class).hasMessageContaining(why);
  }

  private interface RunningClientStart {
    void run();
  }

  @Test
  void whoDoesNotShareIsRefused() {
    begin(ada.pooled("http", "shop", 0));

    refused(
        () -> begin(bob.tunnel("http", "shop", 0, AgentOptions.NONE)),
        "The tunnel http://shop.localhost:" + pair.port("http") + " is already registered.");
  }

  @Test
  void nameOfOneThatDoesNotShareIsNotShared() {
    begin(ada.tunnel("http", "shop", 0, AgentOptions.NONE));

    refused(() -> begin(bob.pooled("http", "shop", 0)), "is already registered.");
  }

  @Test
  void whoLetsOthersInIsRefused() {
    begin(ada.pooled("http", "shop", 0));
    TunnelConfig open = bob.pooled("http", "shop", 0);

    refused(
        () -> begin(open.withOptions(open.options().withHttpAuth("user:secret"))),
        "have other passwords, networks or redirects than this one asks for");
  }

  @Test
  void anotherAccountIsRefused() throws IOException {
    Path users = directory.resolve("users.yml");
    Files.writeString(
        users,
        "users:\n  alice: {token: \""
            + TokenHash.of("alice-token")
            + "\"}\n  bob: {token: \""
            + TokenHash.of("bob-token")
            + "\"}\n");
    replace(Pair.withAccounts(users));
    begin(pair.address(), "alice-token", ada.pooled("http", "shop", 0));

    refused(
        () -> begin(pair.address(), "bob-token", bob.pooled("http", "shop", 0)),
        "is already registered.");
    begin(pair.address(), "alice-token", bob.pooled("http", "shop", 0));
    awaitBoth();
  }

  @Test
  void allMoveToTheServerThatTakesOver() throws Exception {
    both();

    NgrokServer before = pair.replaceServer();
    threads.execute(
        () -> {
          before.finish(PATIENCE);
          before.close();
        });

    awaitBoth();
    assertThat(clients).allSatisfy(each -> assertThat(each.routes()).hasSize(1));
  }

  @Test
  void eachOfSeveralPasswordsLetsIn() throws IOException {
    AgentOptions agent = AgentOptions.NONE.withOtherPasswords(List.of("b:two", "c:three"));
    TunnelConfig tunnel = ada.tunnel("http", "shop", 0, agent);
    begin(tunnel.withOptions(tunnel.options().withHttpAuth("a:one")));

    for (String each : List.of("a:one", "b:two", "c:three")) {
      assertThat(Members.ask(pair.port("http"), SHOP, basic(each))).isEqualTo("ada");
    }
    assertThat(Members.ask(pair.port("http"), SHOP, basic("a:two"))).contains(" 401 ");
    assertThat(ask()).contains(" 401 ");
  }

  private static String basic(String userAndPassword) {
    return "Authorization: Basic "
        + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.ISO_8859_1));
  }
}
