package org.ngrokd.server.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.web.Answer;
import org.ngrokd.kit.web.Asked;
import org.ngrokd.kit.web.Router;
import org.ngrokd.server.admin.Lists.Order;
import org.ngrokd.server.tunnel.Holder;
import org.ngrokd.streams.net.Failures;
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

  private static final String REASON = "the server's administrator disconnected it";

  private final Subjects subjects;
  private final Overview overview;
  private final Lists lists;
  private final Rates rates;

  AdminApi(Subjects subjects, EventExecutor loop) {
    this.subjects = subjects;
    this.overview = new Overview(subjects);
    this.lists = new Lists(subjects);
    this.rates = new Rates(subjects.tunnels(), subjects.visits()::settle, loop);
  }

  Router router() {
    return new Router((status, line, path) -> failure(status, line))
        .atLater("GET", "/v1/status", measured((asked, now) -> overview.status(now)))
        .atLater("GET", "/v1/tunnels", measured((asked, now) -> list(asked, now, lists::tunnels)))
        .atLater("GET", "/v1/clients", measured((asked, now) -> list(asked, now, lists::clients)))
        .atLater("DELETE", "/v1/clients/*", (asked, id, answer) -> kick(id, answer))
        .atLater("GET", "/v1/nodes", (asked, name, answer) -> nodes(answer))
        .atLater("POST", "/v1/reload", (asked, name, answer) -> reload(answer))
        .atLater("POST", "/v1/drain", (asked, name, answer) -> drain(asked, answer));
  }

  private static Answer failure(HttpResponseStatus status, String line) {
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

  /** Makes a list. */
  private interface Listing {
    Object list(Rates.Measured measured, Lists.Wanted wanted);
  }

  private static Object list(Asked asked, Rates.Measured now, Listing listing) {
    Order order = asked.query("sort").map(Order::of).orElse(Order.NAME);
    long most = asked.query("limit").map(AdminApi::number).orElse(Long.MAX_VALUE);
    String match = asked.query("match").orElse("").toLowerCase(Locale.ROOT);
    return listing.list(now, new Lists.Wanted(order, match, most));
  }

  private static long number(String text) {
    if (!text.matches("[0-9]{1,6}")) {
      throw new IllegalArgumentException("'" + text + "' is no number, or a large one");
    }
    return Long.parseLong(text);
  }

  private void kick(String id, Consumer<Answer> answer) {
    List<Holder> found =
        subjects.holders().all().stream()
            .filter(holder -> holder.about().filter(about -> about.id().startsWith(id)).isPresent())
            .toList();
    if (found.isEmpty()) {
      answer.accept(
          failure(
              HttpResponseStatus.NOT_FOUND,
              "There is no client "
                  + id
                  + ": it may be gone already; 'ngrokd clients' shows those that are there"));
    } else if (found.size() > 1) {
      answer.accept(
          failure(
              HttpResponseStatus.CONFLICT,
              "The ids of %d clients begin with %s: write more of it".formatted(found.size(), id)));
    } else {
      kick(found.get(0), answer);
    }
  }

  private void kick(Holder holder, Consumer<Answer> answer) {
    Holder.About about = holder.about().orElseThrow();
    int tunnels = new Present(subjects, Rates.Measured.NOTHING).of(holder).tunnels();
    LOG.info(
        "Client {} at {} is sent away: an administrator wants so", about.client(), about.address());
    Shown.Kicked kicked =
        new Shown.Kicked(
            about.id(), about.address(), about.account(), tunnels, Advice.toKeepAway(about));
    holder.dismiss(REASON).addListener(done -> answer.accept(Answer.json(kicked)));
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
        peers
            .get()
            .all()
            .whenComplete(
                (all, failure) ->
                    answer.accept(
                        failure == null
                            ? Answer.json(new Shown.Nodes(all))
                            : failure(
                                HttpResponseStatus.SERVICE_UNAVAILABLE,
                                "Who else is there cannot be said now: "
                                    + Failures.oneLine(failure))));
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

  private static Answer failed(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof Orders.NotPossible) {
      return failure(HttpResponseStatus.CONFLICT, String.valueOf(cause.getMessage()));
    }
    LOG.error("An administrator's order failed", cause);
    return failure(HttpResponseStatus.INTERNAL_SERVER_ERROR, "That went wrong here; see the log.");
  }
}
