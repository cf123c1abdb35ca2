package org.ngrokd.kit.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
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

  /** A newer program may say more than is known here. */
  private static final ObjectReader RECORDS =
      CAMEL.reader().without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private static final JsonMapper SNAKE =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .build();

  /** A value takes about 60 bytes: an eighth of the heap. */
  private static final long MOST_VALUES = Runtime.getRuntime().maxMemory() / 8 / 60;

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

  /** Looked at before it is read: each value is an object, however short it is written. */
  private static boolean hasFewValues(String text) throws JsonProcessingException {
    try (JsonParser parser = CAMEL.createParser(text)) {
      long left = MOST_VALUES;
      while (left >= 0 && parser.nextToken() != null) {
        left--;
      }
      return left >= 0;
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not of texts
    }
  }

  /**
   * Reads JSON in UTF-8.
   *
   * @throws IllegalArgumentException with the place, when it is none; when it has more values than
   *     there is memory for
   */
  public static JsonValue read(byte[] json) {
    try {
      String text = new String(json, StandardCharsets.UTF_8);
      if (!hasFewValues(text)) {
        throw new IllegalArgumentException(
            "this JSON has more than " + MOST_VALUES + " values, too many for this memory");
      }
      return new JsonValue(CAMEL.readTree(text));
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String place =
          at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
      throw new IllegalArgumentException("this is not JSON" + place, e);
    }
  }

  /**
   * Reads what {@link #camel} wrote of a record, perhaps in another program: what that says more is
   * left out, and what it says less is null, 0 or false.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static <T extends Record> T read(byte[] json, Class<T> type) {
    try {
      T read = RECORDS.forType(type).readValue(json);
      if (read == null) {
        throw new IllegalArgumentException("it says nothing");
      }
      return read;
    } catch (IOException e) {
      throw new IllegalArgumentException("this is no " + type.getSimpleName(), e);
    }
  }
}
