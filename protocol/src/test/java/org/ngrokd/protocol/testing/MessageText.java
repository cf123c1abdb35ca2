package org.ngrokd.protocol.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Looks into the JSON text of a message without this project's own codec. */
public final class MessageText {

  private static final ObjectMapper JSON = new ObjectMapper();

  private MessageText() {}

  /** The message's {@code Type}. */
  public static String type(String json) {
    return required(parse(json).path("Type"), "Type", json);
  }

  /** One value of the message's {@code Payload}, as text. Keys are matched exactly. */
  public static String field(String json, String name) {
    return required(parse(json).path("Payload").path(name), "Payload." + name, json);
  }

  private static String required(JsonNode value, String path, String json) {
    if (!value.isValueNode()) {
      throw new AssertionError("expected a message with " + path + ", came: " + json);
    }
    return value.asText();
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError("expected a JSON message, came: " + json, e);
    }
  }
}
