package org.ngrokd.client.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.ngrokd.certs.CertificateFileException;
import org.ngrokd.client.agent.Agent;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.session.Route;
import org.ngrokd.client.session.StatusBoard;
import org.ngrokd.client.session.Uplink;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.web.Answer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens what is asked for by the API, and says what became of it. Safe from any thread. */
final class Opening {
  private static final Logger LOG = LoggerFactory.getLogger(Opening.class);

  /** How a server says that it has no https. */
  private static final String NO_HTTPS = "Not listening for https";

  /** How a server says that a URL is in use, and what the agents' own say of that. */
  private static final String IN_USE = "is already registered";

  private static final String BOUND = " (it is already bound to another tunnel session)";

  private final Agent agent;
  private final Executor files;

  /**
   * @param files where files may be read
   */
  Opening(Agent agent, Executor files) {
    this.agent = agent;
    this.files = files;
  }

  /** What becomes of it. */
  interface Outcome {
    /** It is open. */
    void opened(List<Route> routes);

    /** It is not, and this is what whoever asked is told. */
    void failed(Answer answer);
  }

  /** Opens it, and answers with what is made of the route that stands for it. */
  void open(Order order, Function<Route, Answer> opened, Consumer<Answer> answer) {
    open(
        order,
        new Outcome() {
          @Override
          public void opened(List<Route> routes) {
            answer.accept(opened.apply(first(routes)));
          }

          @Override
          public void failed(Answer failure) {
            answer.accept(failure);
          }
        });
  }

  /** Opens it. */
  void open(Order order, Outcome outcome) {
    StatusBoard.State state = agent.watched().status().status().state();
    if (state != StatusBoard.State.ONLINE) {
      outcome.failed(AgentError.notReady());
      return;
    }
    files.execute(
        () ->
            open(
                order.tunnel(),
                outcome,
                cause -> {
                  Optional<TunnelConfig> otherwise =
                      reason(cause).contains(NO_HTTPS) ? order.otherwise() : Optional.empty();
                  otherwise.ifPresentOrElse(
                      http ->
                          files.execute(() -> open(http, outcome, again -> fail(outcome, again))),
                      () -> fail(outcome, cause));
                }));
  }

  private void open(TunnelConfig tunnel, Outcome outcome, Consumer<Throwable> failed) {
    try {
      agent
          .tunnels()
          .open(tunnel)
          .addListener(
              (Future<List<Route>> opened) -> {
                if (opened.isSuccess()) {
                  outcome.opened(opened.getNow());
                } else {
                  failed.accept(opened.cause());
                }
              });
    } catch (UserException | CertificateFileException e) {
      outcome.failed(AgentError.invalid(reason(e)));
    } catch (RuntimeException e) {
      LOG.error("A tunnel could not be opened", e);
      outcome.failed(
          AgentError.answer(HttpResponseStatus.INTERNAL_SERVER_ERROR, "That went wrong here."));
    }
  }

  private static void fail(Outcome outcome, Throwable cause) {
    String reason = reason(cause);
    if (reason.equals(Uplink.NOT_CONNECTED)) {
      outcome.failed(AgentError.notReady());
    } else {
      outcome.failed(AgentError.notOpened(reason.contains(IN_USE) ? reason + BOUND : reason));
    }
  }

  private static String reason(Throwable cause) {
    return String.valueOf(cause.getMessage());
  }

  /** Of http and https, the safe one. */
  private static Route first(List<Route> routes) {
    return routes.stream()
        .filter(route -> route.protocol().equals("https"))
        .findFirst()
        .orElse(routes.get(0));
  }
}
