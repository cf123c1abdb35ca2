package org.ngrokd.client.web;

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
final class Router {
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);

  private final List<Way> ways = new ArrayList<>();

  /** Answers a request, at once or later. */
  @FunctionalInterface
  interface Later {
    /**
     * Answers.
     *
     * @param name what stands in the path's place for it, or ""
     */
    void answer(Asked asked, String name, Consumer<Answer> answer);
  }

  /** Answers a request at once. */
  @FunctionalInterface
  interface Now {
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
  Router at(String method, String path, Now now) {
    return atLater(method, path, (asked, name, answer) -> answer.accept(now.answer(asked, name)));
  }

  Router atLater(String method, String path, Later later) {
    String pattern = Pattern.quote(path).replace("*", "\\E([^/]+)\\Q");
    ways.add(new Way(method, Pattern.compile(pattern), later));
    return this;
  }

  /** Answers, whatever happens. */
  void answer(Asked asked, Consumer<Answer> answer) {
    boolean isJson = asked.path().startsWith("/api");
    try {
      Optional<Way> way = find(asked);
      if (way.isPresent()) {
        way.get().later().answer(asked, name(way.get(), asked), answer);
      } else {
        answer.accept(nobody(asked, isJson));
      }
    } catch (BusyException e) {
      answer.accept(
          failure(HttpResponseStatus.SERVICE_UNAVAILABLE, String.valueOf(e.getMessage()), isJson));
    } catch (IllegalArgumentException e) {
      answer.accept(
          failure(HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage()), isJson));
    } catch (RuntimeException e) {
      LOG.error("{} {} failed", asked.method(), asked.path(), e);
      answer.accept(
          failure(HttpResponseStatus.INTERNAL_SERVER_ERROR, "That went wrong here.", isJson));
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

  private Answer nobody(Asked asked, boolean isJson) {
    List<String> others =
        ways.stream()
            .filter(way -> way.path().matcher(asked.path()).matches())
            .map(Way::method)
            .toList();
    return others.isEmpty()
        ? failure(HttpResponseStatus.NOT_FOUND, "There is nothing here.", isJson)
        : failure(
                HttpResponseStatus.METHOD_NOT_ALLOWED,
                "Only " + String.join(", ", others) + " here.",
                isJson)
            .with("Allow", String.join(", ", others));
  }

  /** What somebody is told whose request fails. */
  static Answer failure(HttpResponseStatus status, String line, boolean isJson) {
    return isJson ? AgentError.answer(status, line) : Answer.text(status, line);
  }
}
