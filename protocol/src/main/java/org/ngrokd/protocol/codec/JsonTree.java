package org.ngrokd.protocol.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.net.ProtocolException;

/**
 * JSON as maps, lists, texts, {@link Integer}, other numbers, booleans and {@code null}. Of the
 * library only the parser is used: what binds objects takes a tenth of a start, and two MiB.
 */
final class JsonTree {
  static final JsonFactory JSON = new JsonFactory();

  private JsonTree() {}

  /**
   * Reads one value; {@code null} when there is none.
   *
   * @throws ProtocolException with the place, when the text is not JSON
   */
  static @Nullable Object read(String text) {
    try (JsonParser parser = JSON.createParser(text)) {
      Object value = value(parser, parser.nextToken());
      if (parser.nextToken() != null) {
        throw new JsonParseException(parser, "something behind the value");
      }
      return value;
    } catch (JsonProcessingException e) {
      // Not the parser's own words: they quote the text, which may hold a token.
      throw new ProtocolException("a message is not JSON" + place(e.getLocation()));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not of texts
    }
  }

  /** Where it is not; the parser gives no place when a limit (depth, digits) is exceeded. */
  private static String place(@Nullable JsonLocation location) {
    return location == null ? "" : " (column " + location.getColumnNr() + ")";
  }

  private static @Nullable Object value(JsonParser from, @Nullable JsonToken token)
      throws IOException {
    if (token == null) {
      return null;
    }
    return switch (token) {
      case START_OBJECT -> object(from);
      case START_ARRAY -> list(from);
      case VALUE_STRING -> from.getText();
      case VALUE_NUMBER_INT -> whole(from);
      case VALUE_NUMBER_FLOAT -> from.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  /** The last of several equal keys wins, as with Go. */
  private static Map<String, @Nullable Object> object(JsonParser from) throws IOException {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (String key = from.nextFieldName(); key != null; key = from.nextFieldName()) {
      object.put(key, value(from, from.nextToken()));
    }
    return object;
  }

  private static List<@Nullable Object> list(JsonParser from) throws IOException {
    List<@Nullable Object> list = new ArrayList<>();
    for (JsonToken next = from.nextToken(); next != JsonToken.END_ARRAY; next = from.nextToken()) {
      list.add(value(from, next));
    }
    return list;
  }

  private static Number whole(JsonParser from) throws IOException {
    return from.getNumberType() == JsonParser.NumberType.INT
        ? Integer.valueOf(from.getIntValue())
        : from.getNumberValue();
  }
}
