package org.ngrokd.server.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.web.Answer;
import org.ngrokd.kit.web.Asked;
import org.ngrokd.kit.web.Router;
import org.ngrokd.server.admin.Lists.Order;
import org.ngrokd.server.peers.Peers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an administrator may ask, in JSON:
 *
 * <pre>
 *   GET    /v1/status            the server as a whole
 *   GET    /v1/tunnels, clients  ?sort=name|rate|bytes|connections&amp;limit=N&amp;match=TEXT
 *   DELETE /v1/clients/ID        sends one away; the beginning of an id will do
 *   POST   /v1/reload
 *   POST   /v1/drain             ?seconds=N
 * </pre>
 *
 * <p>Confined to its event loop, to which answers come back.
 */
final class AdminApi {
  private static final Logger LOG = LoggerFactory.getLogger(AdminApi.class);

  /** As long as clients need to open their tunnels elsewhere, and requests to end. */
  private static final Duration DRAIN = Duration.ofSeconds(30);

  private final Subjects subjects;
  private final Overview overview;
  private final Lists lists;
  private final Rates rates;
  private final Everywhere everywhere;
  private final Kicks kicks;

  AdminApi(Subjects subjects, EventExecutor loop) {
    this.subjects = subjects;
    this.overview = new Overview(subjects);
    this.lists = new Lists(subjects);
    this.rates = new Rates(subjects.tunnels(), subjects.visits()::settle, loop);
    this.everywhere = new Everywhere(subjects.figures().peers(), loop);
    this.kicks = new Kicks(subjects, everywhere);
  }

  Router router() {
    return new Router((status, line, path) -> failure(status, line))
        .atLater("GET", "/v1/status", measured((asked, now) -> overview.status(now)))
        .atLater("GET", "/v1/tunnels", (asked, name, answer) -> tunnels(asked, answer))
        .atLater("GET", "/v1/clients", (asked, name, answer) -> clients(asked, answer))
        .atLater("DELETE", "/v1/clients/*", (asked, id, answer) -> kicks.kick(id, answer))
        .atLater("GET", "/v1/nodes", (asked, name, answer) -> nodes(answer))
        .atLater("POST", "/v1/reload", (asked, name, answer) -> reload(answer))
        .atLater("POST", "/v1/drain", (asked, name, answer) -> drain(asked, answer));
  }

  static Answer failure(HttpResponseStatus status, String line) {
    return Answer.of(status, Answer.JSON, Json.camel(new Shown.Failure(line)));
  }

  /** One that has to know what passes in a second. */
  private Router.Later measured(BiFunction<Asked, Rates.Measured, Object> made) {
    return (asked, name, answer) ->
        rates.measure(now -> answer.accept(made(() -> Answer.json(made.apply(asked, now)))));
  }

  /** What goes wrong later is not the router's any more. */
  private static Answer made(Supplier<Answer> answer) {
    try {
      return answer.get();
    } catch (IllegalArgumentException e) {
      return failure(HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("An administrator's question failed", e);
      return failure(HttpResponseStatus.INTERNAL_SERVER_ERROR, "That went wrong here.");
    }
  }

  /** What passes in a second, which takes one where nobody has asked lately. */
  private CompletionStage<Rates.Measured> measured() {
    CompletableFuture<Rates.Measured> measured = new CompletableFuture<>();
    rates.measure(measured::complete);
    return measured;
  }

  private void tunnels(Asked asked, Consumer<Answer> answer) {
    Lists.Wanted wanted = wanted(asked);
    everywhere.ask(
        PeerQuestion.TUNNELS,
        wanted.ofOthers(),
        Shown.Tunnels.class,
        measured().thenApply(now -> lists.tunnels(now, wanted)),
        (told, failure) ->
            answer.accept(
                told == null
                    ? failed(failure)
                    : Answer.json(Lists.together(told.said(), told.missing(), wanted))));
  }

  private void clients(Asked asked, Consumer<Answer> answer) {
    Lists.Wanted wanted = wanted(asked);
    everywhere.ask(
        PeerQuestion.CLIENTS,
        wanted.ofOthers(),
        Shown.Clients.class,
        measured().thenApply(now -> lists.clients(now, wanted)),
        (told, failure) ->
            answer.accept(
                told == null
                    ? failed(failure)
                    : Answer.json(Lists.togetherClients(told.said(), told.missing(), wanted))));
  }

  private static Lists.Wanted wanted(Asked asked) {
    Order order = asked.query("sort").map(Order::of).orElse(Order.NAME);
    long most = asked.query("limit").map(AdminApi::number).orElse(Long.MAX_VALUE);
    String match = asked.query("match").orElse("").toLowerCase(Locale.ROOT);
    return new Lists.Wanted(order, match, most);
  }

  private static long number(String text) {
    if (!text.matches("[0-9]{1,6}")) {
      throw new IllegalArgumentException("'" + text + "' is no number, or a large one");
    }
    return Long.parseLong(text);
  }

  private void nodes(Consumer<Answer> answer) {
    Optional<Peers> peers = subjects.figures().peers();
    if (peers.isEmpty()) {
      answer.accept(
          failure(
              HttpResponseStatus.CONFLICT,
              "This server is alone: it shares names with others when it is started with"
                  + " -cluster"));
      return;
    }
    var unused =
        load()
            .thenCombine(peers.get().all(), (own, all) -> new NodeList(peers.get(), own, all))
            .thenCompose(NodeList::asked)
            .whenComplete(
                (all, failure) ->
                    answer.accept(failure == null ? Answer.json(all) : failed(failure)));
  }

  private CompletionStage<Shown.Load> load() {
    return measured().thenApply(overview::load);
  }

  /** What another server asks. On the event loop. */
  CompletionStage<? extends Record> answer(PeerQuestion kind, byte[] question) {
    return switch (kind) {
      case TUNNELS -> measured().thenApply(now -> lists.tunnels(now, wanted(question)));
      case CLIENTS -> measured().thenApply(now -> lists.clients(now, wanted(question)));
      case NODE -> load();
      case FIND -> CompletableFuture.completedFuture(kicks.found(about(question)));
      case KICK -> kicks.kick(about(question));
    };
  }

  private static Lists.Wanted wanted(byte[] question) {
    return Json.read(question, Lists.Wanted.class).ofOthers();
  }

  private static String about(byte[] question) {
    return Json.read(question, Shown.About.class).id();
  }

  private void reload(Consumer<Answer> answer) {
    settle(subjects.orders().get().reload(), Answer::json, answer);
  }

  private void drain(Asked asked, Consumer<Answer> answer) {
    long seconds = asked.query("seconds").map(AdminApi::number).orElse(DRAIN.toSeconds());
    AtomicReference<Runnable> begin = new AtomicReference<>(() -> {});
    settle(
        subjects.orders().get().drain(Duration.ofSeconds(seconds)),
        beginning -> {
          begin.set(beginning);
          return Answer.json(new Shown.Draining(seconds));
        },
        answer.andThen(told -> Objects.requireNonNull(begin.get()).run()));
  }

  private static <T> void settle(
      CompletionStage<T> stage, Function<T, Answer> told, Consumer<Answer> answer) {
    var unused =
        stage.whenComplete(
            (value, failure) ->
                answer.accept(failure == null ? told.apply(value) : failed(failure)));
  }

  static Answer failed(@Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof TimeoutException) {
      return failure(HttpResponseStatus.GATEWAY_TIMEOUT, "The other server does not answer.");
    }
    if (cause instanceof Orders.NotPossible) {
      return failure(HttpResponseStatus.CONFLICT, String.valueOf(cause.getMessage()));
    }
    LOG.error("An administrator's order failed", cause);
    return failure(HttpResponseStatus.INTERNAL_SERVER_ERROR, "That went wrong here; see the log.");
  }
}
