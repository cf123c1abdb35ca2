package org.ngrokd.protocol.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** Writes a JSON object, a field after the other. Used by one thread, once. */
final class JsonWriter {
  private final StringWriter text = new StringWriter(256);
  private final JsonGenerator to;

  private interface Step {
    void run() throws IOException;
  }

  JsonWriter() {
    try {
      to = JsonTree.JSON.createGenerator(text);
      to.writeStartObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not into a text
    }
  }

  JsonWriter put(String key, String value) {
    return step(() -> to.writeStringField(key, value));
  }

  JsonWriter put(String key, int value) {
    return step(() -> to.writeNumberField(key, value));
  }

  JsonWriter put(String key, boolean value) {
    return step(() -> to.writeBooleanField(key, value));
  }

  JsonWriter put(String key, List<String> texts) {
    return step(
        () -> {
          to.writeArrayFieldStart(key);
          for (String each : texts) {
            to.writeString(each);
          }
          to.writeEndArray();
        });
  }

  /** What is put from now on belongs to an object of this name. */
  JsonWriter putObject(String key) {
    return step(() -> to.writeObjectFieldStart(key));
  }

  /** Ends all that has begun. */
  String end() {
    step(to::close); // which ends them
    return text.toString();
  }

  private JsonWriter step(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not into a text
    }
    return this;
  }
}
