package org.ngrokd.client.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;

/**
 * Writes records, lists and maps as JSON, and reads JSON that programs send. Safe from any thread.
 */
public final class Json {
  private static final JsonMapper CAMEL =
      JsonMapper.builder()
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .build();

  private static final JsonMapper SNAKE =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .build();

  private Json() {}

  /** In UTF-8, with the names of records as they are: {@code publicUrl}. */
  public static byte[] camel(Object value) {
    return write(CAMEL, value);
  }

  /** In UTF-8, with the names of records in the manner of the agent API: {@code public_url}. */
  public static byte[] snake(Object value) {
    return write(SNAKE, value);
  }

  private static byte[] write(JsonMapper mapper, Object value) {
    try {
      return mapper.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON for a " + value.getClass().getSimpleName(), e);
    }
  }

  /**
   * Reads JSON in UTF-8.
   *
   * @throws IllegalArgumentException with the place, when it is none
   */
  public static JsonValue read(byte[] json) {
    try {
      JsonNode root = CAMEL.readTree(new String(json, StandardCharsets.UTF_8));
      return new JsonValue(root);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String place =
          at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
      throw new IllegalArgumentException("this is not JSON" + place, e);
    }
  }
}
