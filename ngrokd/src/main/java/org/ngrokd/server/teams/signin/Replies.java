package org.ngrokd.server.teams.signin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.kit.web.Answer;
import org.ngrokd.kit.web.Asked;
import org.ngrokd.kit.web.Router;
import org.ngrokd.server.teams.accounts.RefusedException;
import org.ngrokd.server.teams.signin.Refusal.Text;
import org.ngrokd.server.teams.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Answers when an answer is there, and tells failures: a page for the visitor, a line for the log
 * in which nothing stands that signs anybody in. Safe from any thread.
 */
final class Replies {
  private static final Logger LOG = LoggerFactory.getLogger(SignIn.class);

  private Replies() {}

  /** Answers a request, perhaps later. */
  @FunctionalInterface
  interface Work {
    /**
     * The answer to come.
     *
     * @param name what stands in the path's place for it, or ""
     * @throws RefusalException when there is none
     */
    CompletionStage<Answer> answer(Asked asked, String name);
  }

  /** A way whose failures are pages. */
  static Router.Later pages(Work work) {
    return later(work, asked -> failure -> page(Visitor.of(asked), failure));
  }

  /** A way whose failures are JSON, as RFC 6749 has it. */
  static Router.Later json(Work work) {
    return later(work, asked -> Replies::error);
  }

  private static Router.Later later(
      Work work, Function<Asked, Function<RefusalException, Answer>> telling) {
    return (asked, name, answer) -> {
      try {
        work.answer(asked, name)
            .whenComplete((done, failure) -> end(asked, done, failure, telling, answer));
      } catch (RuntimeException e) {
        end(asked, null, e, telling, answer);
      }
    };
  }

  private static void end(
      Asked asked,
      @Nullable Answer done,
      @Nullable Throwable failure,
      Function<Asked, Function<RefusalException, Answer>> telling,
      Consumer<Answer> answer) {
    if (done != null) {
      answer.accept(done);
      return;
    }
    RefusalException refused = refusal(asked, failure);
    log(asked, refused);
    answer.accept(telling.apply(asked).apply(refused));
  }

  /** Who comes too often is not to fill the log either. */
  private static void log(Asked asked, RefusalException refused) {
    if (refused.refusal() != Refusal.BROKEN) {
      LOG.atLevel(refused.refusal() == Refusal.TOO_MANY ? Level.DEBUG : Level.WARN)
          .log(
              "{} from {}: refused, {}",
              Printable.field(logged(asked.path())),
              Printable.field(Visitor.of(asked).address()),
              Printable.sentence(String.valueOf(refused.getMessage())));
    }
  }

  /** A link's path is its secret. */
  private static String logged(String path) {
    return path.startsWith(SignInLinks.PATH) ? SignInLinks.PATH + "***" : path;
  }

  private static RefusalException refusal(Asked asked, @Nullable Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof RefusalException refused) {
      return refused;
    }
    if (cause instanceof StoreException e) {
      return new RefusalException(Refusal.DATABASE, String.valueOf(e.getMessage()));
    }
    if (cause instanceof RefusedException e) {
      return new RefusalException(Refusal.ACCOUNT, String.valueOf(e.getMessage()));
    }
    LOG.error("{} {} failed", asked.method(), logged(asked.path()), cause);
    return new RefusalException(Refusal.BROKEN);
  }

  private static Answer page(Visitor visitor, RefusalException refused) {
    Refusal refusal = refused.refusal();
    Text text = refusal.in(visitor.language());
    Page page = Page.titled(visitor.language(), text.title()).text(text.advice());
    if (refusal.mayTryAgain()) {
      page.way(Word.SIGN_IN_AGAIN.in(visitor.language()), SignInRoutes.START);
    }
    return page.answer(refusal.status());
  }

  private static Answer error(RefusalException refused) {
    Refusal refusal = refused.refusal();
    Text text = refusal.in(Visitor.Language.ENGLISH);
    return problem(
        refusal.status(),
        refusal == Refusal.TOO_MANY || refusal == Refusal.BUSY ? "busy" : "refused",
        text.title() + ". " + text.advice());
  }

  /** A failure for a program. */
  static Answer problem(HttpResponseStatus status, String error, String description) {
    byte[] body = Json.camel(Map.of("error", error, "error_description", description));
    return Answer.of(status, Answer.JSON, body);
  }

  /** Somewhere else. */
  static Answer to(HttpResponseStatus status, String location) {
    return Answer.text(status, "See elsewhere").with("Location", location);
  }
}
