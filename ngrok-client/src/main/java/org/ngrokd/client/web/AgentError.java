package org.ngrokd.client.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.web.Answer;

/**
 * An error as the agent API tells it.
 *
 * @param errorCode of ngrok's own list; the status stands for all of ours
 */
record AgentError(int errorCode, int statusCode, String msg, Map<String, String> details) {
  static Answer answer(HttpResponseStatus status, String line) {
    AgentError error = new AgentError(status.code(), status.code(), line, Map.of());
    return Answer.of(status, Answer.JSON, Json.snake(error));
  }

  /** The answer to a request that failed: the API's, or for a person. */
  static Answer failure(HttpResponseStatus status, String line, String path) {
    return path.startsWith("/api") ? answer(status, line) : Answer.text(status, line);
  }
}
