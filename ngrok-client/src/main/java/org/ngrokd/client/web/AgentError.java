package org.ngrokd.client.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.web.Answer;

/**
 * An error as the agent API tells it.
 *
 * @param errorCode of the agents' own list, or else the status
 * @param details in them {@code err} says why; libraries look there whether to try again
 */
record AgentError(int errorCode, int statusCode, String msg, Map<String, String> details) {
  private static final int INVALID = 102;
  private static final int NOT_OPENED = 103;

  /** What npm's ngrok and others compare with, to the letter. */
  private static final String NOT_READY = "tunnel session not ready yet";

  static Answer answer(HttpResponseStatus status, String line) {
    return answer(status, status.code(), line, Map.of());
  }

  /** That a tunnel cannot be what is asked for. */
  static Answer invalid(String reason) {
    return answer(HttpResponseStatus.BAD_REQUEST, INVALID, reason, Map.of("err", reason));
  }

  /** That a tunnel was not opened. The message is the agents' own, by which programs know it. */
  static Answer notOpened(String reason) {
    return answer(
        HttpResponseStatus.BAD_GATEWAY,
        NOT_OPENED,
        "failed to start tunnel",
        Map.of("err", reason));
  }

  /** That there is no connection at the moment: whoever asks tries again, and libraries do. */
  static Answer notReady() {
    return notOpened(NOT_READY);
  }

  private static Answer answer(
      HttpResponseStatus status, int errorCode, String line, Map<String, String> details) {
    AgentError error = new AgentError(errorCode, status.code(), line, details);
    return Answer.of(status, Answer.JSON, Json.snake(error));
  }

  /** The answer to a request that failed: the API's, or for a person. */
  static Answer failure(HttpResponseStatus status, String line, String path) {
    return path.startsWith("/api") ? answer(status, line) : Answer.text(status, line);
  }
}
