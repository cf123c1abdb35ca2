package org.ngrokd.protocol.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.config.YamlNode.Mapping;
import org.ngrokd.protocol.config.YamlNode.Scalar;
import org.ngrokd.protocol.config.YamlNode.Sequence;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Reads YAML into {@link YamlNode}s. The only file that knows the YAML library. */
public final class YamlReader {
  private final String file;
  private final JsonParser parser;

  private YamlReader(String file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /**
   * Reads one document.
   *
   * @param file its name, for errors
   * @throws ConfigException when it is not YAML, or a key stands twice in one group
   */
  public static YamlNode read(String file, String text) {
    try (JsonParser parser = new YAMLFactory().createParser(text)) {
      JsonToken first = parser.nextToken();
      return first == null ? new Mapping(1, Map.of()) : new YamlReader(file, parser).node(first);
    } catch (JsonProcessingException e) {
      throw new ConfigException(
          file
              + ":"
              + line(e)
              + ": not YAML: "
              + problem(e)
              + ". Keys are indented with spaces, and 'key: value' needs a space after the colon");
    } catch (IOException e) {
      throw new UncheckedIOException("text is always readable", e);
    }
  }

  /** Where the parser stumbled, which may be below the last thing that it understood. */
  private static int line(JsonProcessingException e) {
    if (e.getCause() instanceof MarkedYAMLException yaml && yaml.getProblemMark() != null) {
      return yaml.getProblemMark().getLine() + 1;
    }
    return e.getLocation() == null ? 1 : e.getLocation().getLineNr();
  }

  private static String problem(JsonProcessingException e) {
    String problem =
        e.getCause() instanceof MarkedYAMLException yaml && yaml.getProblem() != null
            ? yaml.getProblem()
            : e.getOriginalMessage();
    return problem.lines().findFirst().orElse("");
  }

  private YamlNode node(@Nullable JsonToken token) throws IOException {
    int line = parser.currentTokenLocation().getLineNr();
    if (token == JsonToken.START_OBJECT) {
      return mapping(line);
    }
    if (token == JsonToken.START_ARRAY) {
      return sequence(line);
    }
    String text = token == JsonToken.VALUE_NULL ? "" : parser.getText();
    return new Scalar(line, text);
  }

  private Mapping mapping(int line) throws IOException {
    Map<String, YamlNode> values = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      int keyLine = parser.currentTokenLocation().getLineNr();
      if (values.containsKey(key)) {
        throw new ConfigException(
            file + ":" + keyLine + ": the key '" + key + "' stands here twice; remove one");
      }
      values.put(key, onLine(keyLine, node(parser.nextToken())));
    }
    return new Mapping(line, values);
  }

  /** A value is reported on its key's line. */
  private static YamlNode onLine(int line, YamlNode value) {
    return value instanceof Scalar scalar ? new Scalar(line, scalar.text()) : value;
  }

  private Sequence sequence(int line) throws IOException {
    List<YamlNode> values = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      values.add(node(token));
    }
    return new Sequence(line, values);
  }
}
