package org.ngrokd.kit.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds who answers a request. Built once, then safe from any thread. */
public final class Router {
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);

  private final List<Way> ways = new ArrayList<>();
  private final Failure failure;

  /** What somebody is told whose request fails: a program reads another form than a person. */
  @FunctionalInterface
  public interface Failure {
    /**
     * The answer.
     *
     * @param line what happened, for whoever asked
     * @param path what was asked for
     */
    Answer answer(HttpResponseStatus status, String line, String path);
  }

  /**
   * @param failure how failures are told
   */
  public Router(Failure failure) {
    this.failure = failure;
  }

  /** Answers a request, at once or later. */
  @FunctionalInterface
  public interface Later {
    /**
     * Answers.
     *
     * @param name what stands in the path's place for it, or ""
     */
    void answer(Asked asked, String name, Consumer<Answer> answer);
  }

  /** Answers a request at once. */
  @FunctionalInterface
  public interface Now {
    /**
     * Answers.
     *
     * @param name what stands in the path's place for it, or ""
     * @throws IllegalArgumentException with a line for who asked, when the request makes no sense
     */
    Answer answer(Asked asked, String name);
  }

  private record Way(String method, Pattern path, Later later) {}

  /**
   * Adds a way.
   *
   * @param path where "*" stands for a name without slashes
   */
  public Router at(String method, String path, Now now) {
    return atLater(method, path, (asked, name, answer) -> answer.accept(now.answer(asked, name)));
  }

  public Router atLater(String method, String path, Later later) {
    String pattern = Pattern.quote(path).replace("*", "\\E([^/]+)\\Q");
    ways.add(new Way(method, Pattern.compile(pattern), later));
    return this;
  }

  /** Answers, whatever happens. */
  void answer(Asked asked, Consumer<Answer> answer) {
    try {
      Optional<Way> way = find(asked);
      if (way.isPresent()) {
        way.get().later().answer(asked, name(way.get(), asked), answer);
      } else {
        answer.accept(nobody(asked));
      }
    } catch (BusyException e) {
      answer.accept(
          failure(
              HttpResponseStatus.SERVICE_UNAVAILABLE,
              String.valueOf(e.getMessage()),
              asked.path()));
    } catch (IllegalArgumentException e) {
      answer.accept(
          failure(HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage()), asked.path()));
    } catch (RuntimeException e) {
      LOG.error("{} {} failed", asked.method(), asked.path(), e);
      answer.accept(
          failure(HttpResponseStatus.INTERNAL_SERVER_ERROR, "That went wrong here.", asked.path()));
    }
  }

  private Optional<Way> find(Asked asked) {
    return ways.stream()
        .filter(way -> way.method().equals(asked.method()))
        .filter(way -> way.path().matcher(asked.path()).matches())
        .findFirst();
  }

  private static String name(Way way, Asked asked) {
    Matcher path = way.path().matcher(asked.path());
    return path.matches() && path.groupCount() > 0 ? path.group(1) : "";
  }

  private Answer nobody(Asked asked) {
    List<String> others =
        ways.stream()
            .filter(way -> way.path().matcher(asked.path()).matches())
            .map(Way::method)
            .toList();
    return others.isEmpty()
        ? failure(HttpResponseStatus.NOT_FOUND, "There is nothing here.", asked.path())
        : failure(
                HttpResponseStatus.METHOD_NOT_ALLOWED,
                "Only " + String.join(", ", others) + " here.",
                asked.path())
            .with("Allow", String.join(", ", others));
  }

  /** What somebody is told whose request fails. */
  Answer failure(HttpResponseStatus status, String line, String path) {
    return failure.answer(status, line, path);
  }
}
