package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.config.AgentOptions;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.pair.Members.Asking;
import org.ngrokd.client.pair.Members.Member;
import org.ngrokd.client.run.RunningClient;
import org.ngrokd.client.session.SessionEvents;

/** Clients that look whether their services are well. */
class HealthIT {
  private static final String SHOP = "shop.localhost";
  private static final String PATH = "/healthz";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Members members = new Members();
  private final Member ada = members.add("ada");
  private final Member bob = members.add("bob");
  private final List<RunningClient> clients = new ArrayList<>();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final Pair pair = Pair.start();

  @AfterEach
  void stop() throws IOException {
    clients.forEach(RunningClient::close);
    members.close();
    pair.close();
  }

  /** What the person at the client reads. */
  private final class Told implements SessionEvents {
    @Override
    public void warned(String line) {
      told.add(line.replaceAll("127\\.0\\.0\\.1:[0-9]+", "ADDRESS"));
    }
  }

  private void begin(TunnelConfig tunnel) {
    RunningClient client = RunningClient.begin(pair.config(pair.address(), "", tunnel), new Told());
    clients.add(client);
    client.awaitOpen(PATIENCE);
  }

  private void beginBoth() {
    begin(Member.checked(ada.pooled("http", "shop", 0), PATH));
    begin(Member.checked(bob.pooled("http", "shop", 0), PATH));
    await().atMost(PATIENCE).until(() -> !ask().equals(ask()));
  }

  private String ask() throws IOException {
    return Members.ask(pair.port("http"), SHOP);
  }

  private void awaitOnly(String name) {
    await()
        .atMost(PATIENCE)
        .until(() -> List.of(ask(), ask(), ask()).equals(List.of(name, name, name)));
  }

  @Test
  void oneWhoseServiceFailsIsLeftOutUntilItIsWell() {
    beginBoth();

    ada.isWell = false;
    awaitOnly("bob");
    assertThat(told)
        .containsExactly(
            "ADDRESS fails its health check (it answers 500): visitors go to the other clients of"
                + " the tunnel until it is well");

    ada.isWell = true;
    await().atMost(PATIENCE).until(() -> ask().equals("ada"));
    assertThat(told).last().isEqualTo("ADDRESS is well again");
  }

  @Test
  void visitorWhoStaysGoesToAnotherWhenTheServiceFails() throws IOException {
    beginBoth();

    try (Asking visitor = Asking.at(pair.port("http"))) {
      String first = visitor.who(SHOP);
      (first.equals("ada") ? ada : bob).isWell = false;

      await().atMost(PATIENCE).until(() -> !visitor.who(SHOP).equals(first));
      assertThat(visitor.who(SHOP)).isNotEqualTo(first);
    }
  }

  @Test
  void whereAllFailVisitorsAreToldToComeAgain() throws IOException {
    beginBoth();
    ada.isWell = false;
    bob.isWell = false;
    await().atMost(PATIENCE).until(() -> ask().equals("HTTP/1.0 503 Service Unavailable"));

    assertThat(reply())
        .isEqualTo(
            "HTTP/1.0 503 Service Unavailable\r\nRetry-After: 10\r\nContent-Length: 63\r\n\r\n"
                + "Tunnel shop.localhost is down for maintenance, try again later\n");
    assertThat(reply("Accept: text/html", "User-Agent: Mozilla/5.0"))
        .contains("Retry-After: 10\r\n")
        .contains("The service behind this tunnel is down at the moment.");

    bob.isWell = true;
    awaitOnly("bob");
  }

  private String reply(String... lines) throws IOException {
    try (Asking visitor = Asking.at(pair.port("http"))) {
      visitor.send(SHOP, lines);
      return visitor.reply();
    }
  }

  @Test
  void serviceThatFailsFromTheBeginningGetsNobody() {
    begin(Member.checked(ada.pooled("http", "shop", 0), PATH));
    bob.isWell = false;
    begin(Member.checked(bob.pooled("http", "shop", 0), PATH));

    awaitOnly("ada");
    assertThat(bob.served).hasValue(0);
  }

  @Test
  void clientAloneTellsItsVisitorsItself() throws IOException {
    begin(Member.checked(ada.tunnel("http", "shop", 0, AgentOptions.NONE), PATH));
    assertThat(ask()).isEqualTo("ada");

    ada.isWell = false;
    await().atMost(PATIENCE).until(() -> ask().startsWith("HTTP/1.0 503"));
    assertThat(reply()).contains("Retry-After: 10\r\n");
    assertThat(told)
        .containsExactly(
            "ADDRESS fails its health check (it answers 500): visitors get a maintenance page"
                + " until it is well");

    ada.isWell = true;
    await().atMost(PATIENCE).until(() -> ask().equals("ada"));
  }

  @Test
  void connectionThatIsNotAcceptedIsAFailureToo() throws IOException {
    begin(Member.checked(ada.pooled("http", "shop", 0), ""));
    begin(Member.checked(bob.pooled("http", "shop", 0), ""));
    await().atMost(PATIENCE).until(() -> !ask().equals(ask()));

    ada.close();

    awaitOnly("bob");
    assertThat(told).singleElement().asString().contains("fails its health check (");
  }
}
