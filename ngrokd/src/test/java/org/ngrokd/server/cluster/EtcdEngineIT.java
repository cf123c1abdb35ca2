package org.ngrokd.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.engine.Given;
import org.ngrokd.server.cluster.engine.Held;
import org.ngrokd.server.cluster.engine.NodeCard;
import org.ngrokd.server.cluster.engine.Wish;
import org.ngrokd.server.cluster.etcd.EtcdEngine;
import org.ngrokd.server.cluster.options.EtcdOptions;
import org.ngrokd.server.testing.OwnEtcd;
import org.ngrokd.streams.net.HostAndPort;

/** etcd, of three members, does what an engine has to. */
class EtcdEngineIT extends EtcdContract {
  private static Optional<OwnEtcd> etcd = Optional.empty();

  @BeforeAll
  static void start() {
    etcd = OwnEtcd.start();
    assumeTrue(etcd.isPresent(), "etcd is not installed");
    try (Engine engine = EtcdEngine.at(etcd.get().options())) {
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(() -> engine.nodes().join().isEmpty());
    }
  }

  @AfterAll
  static void end() {
    etcd.ifPresent(OwnEtcd::close);
  }

  private static OwnEtcd etcd() {
    return etcd.orElseThrow();
  }

  @Override
  OwnEtcd members() {
    return etcd();
  }

  /** Whichever it is: a leader, the one that was asked, or neither. */
  @Test
  void oneMemberThatIsStoppedIsMissedByNobody() {
    NodeCard card = new NodeCard("0000000000000fff", "127.0.0.1:1", 0, false);
    try (Engine engine = open()) {
      engine.join(card, Duration.ofSeconds(60)).join();
      for (int member = 0; member < etcd().members(); member++) {
        etcd().stop(member);
        try {
          await()
              .atMost(Duration.ofSeconds(15))
              .ignoreExceptions()
              .until(
                  () ->
                      !engine
                          .renew(card, Set.of(card.id()), Duration.ofSeconds(60))
                          .join()
                          .isEmpty());
          assertThat(engine.locate(List.of("http://nobody")).join()).isEmpty();
        } finally {
          etcd().goOn(member);
        }
      }
    }
  }

  /** It was done; what is asked again finds it done. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void claimWhoseAnswerIsLostIsDoneOnce(int lost) throws IOException {
    NodeCard before = new NodeCard("0000000000000ffe", "127.0.0.1:1", 0, false);
    NodeCard card = new NodeCard("0000000000000ffd", "127.0.0.1:1", 0, false);
    String name = "http://lost" + lost + ".example";
    try (Forgetful first = new Forgetful(etcd().options().endpoints().get(0), lost);
        Engine other = open();
        Engine engine =
            EtcdEngine.at(
                new EtcdOptions(
                    List.of(first.address(), etcd().options().endpoints().get(1)),
                    Optional.empty(),
                    "",
                    ""))) {
      other.join(before, Duration.ofSeconds(60)).join();
      other.join(card, Duration.ofSeconds(60)).join();
      if (lost == 3) { // one that is taken over: free it is not, it may be, and then that is lost
        assertThat(
                other.renew(before, Set.of(before.id(), card.id()), Duration.ofSeconds(60)).join())
            .isNotEmpty();
        assertThat(other.claim(new Wish(name, name, "a", before.id())).join()).isPresent();
      }

      Optional<Given> given = engine.claim(new Wish(name, name, "a", card.id())).join();

      assertThat(first.hasForgotten()).isTrue();
      assertThat(given.flatMap(Given::takenFrom).isPresent()).isEqualTo(lost == 3);
      assertThat(other.locate(List.of(name)).join())
          .containsExactly(new Held(name, name, card.id(), given.orElseThrow().epoch()));
      other.leave(before.id()).join();
      other.leave(card.id()).join();
    }
  }

  /** Or nothing behind it would be told, at any server. */
  @Test
  void whatSomebodyElseWritesAmongNamesIsPassedOver() throws Exception {
    NodeCard card = new NodeCard("0000000000000ffc", "127.0.0.1:1", 0, false);
    String name = "http://behind-it.example";
    List<String> told = new CopyOnWriteArrayList<>();
    try (Engine engine = open()) {
      engine.join(card, Duration.ofSeconds(60)).join();
      engine.watch(new Noting(told));
      await().until(() -> told.contains("missed"));
      told.clear();

      put("/ngrokd/names/not-ours", "no JSON");
      assertThat(engine.claim(new Wish(name, name, "a", card.id())).join()).isPresent();

      await().until(() -> told.contains("held " + name));
      assertThat(told).containsSubsequence("missed", "held " + name).doesNotContain("interrupted");
      engine.leave(card.id()).join();
    }
  }

  private static void put(String key, String value) throws Exception {
    Base64.Encoder base64 = Base64.getEncoder();
    String body =
        "{\"key\": \"%s\", \"value\": \"%s\"}"
            .formatted(
                base64.encodeToString(key.getBytes(StandardCharsets.UTF_8)),
                base64.encodeToString(value.getBytes(StandardCharsets.UTF_8)));
    HttpResponse<String> done =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://" + etcd().options().endpoints().get(0) + "/v3/kv/put"))
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(done.statusCode()).isEqualTo(200);
  }

  /** What was told, in words. */
  private record Noting(List<String> told) implements Engine.Changes {
    @Override
    public void held(Held held) {
      told.add("held " + held.name());
    }

    @Override
    public void freed(String name) {
      told.add("freed " + name);
    }

    @Override
    public void gone(String node) {
      told.add("gone " + node);
    }

    @Override
    public void missed() {
      told.add("missed");
    }

    @Override
    public void interrupted(String why) {
      told.add("interrupted");
    }
  }

  /** A way to a member on which one answer is lost. */
  private static final class Forgetful implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpServer server;
    private final AtomicInteger left;

    Forgetful(HostAndPort member, int lost) throws IOException {
      this.left = new AtomicInteger(lost);
      this.server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", asked -> answer(asked, member));
      server.start();
    }

    private void answer(HttpExchange asked, HostAndPort member) throws IOException {
      try (asked) {
        HttpResponse<byte[]> done =
            client.send(
                HttpRequest.newBuilder(URI.create("http://" + member + asked.getRequestURI()))
                    .POST(HttpRequest.BodyPublishers.ofInputStream(asked::getRequestBody))
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        boolean isLost = left.decrementAndGet() == 0;
        asked.sendResponseHeaders(isLost ? 503 : done.statusCode(), isLost ? -1 : 0);
        if (!isLost) {
          asked.getResponseBody().write(done.body());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    HostAndPort address() {
      return new HostAndPort("127.0.0.1", server.getAddress().getPort());
    }

    boolean hasForgotten() {
      return left.get() <= 0;
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
