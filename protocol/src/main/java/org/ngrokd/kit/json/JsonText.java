package org.ngrokd.kit.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Lays JSON out for people: numbers and repeated keys stay as they were written. Several values one
 * after the other are fine.
 */
public final class JsonText {
  private static final JsonFactory JSON = new JsonFactoryBuilder().build();

  private JsonText() {}

  /** What is wrong with a text, and where. */
  public static final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1;

    private final int line;
    private final int column;

    SyntaxException(JsonProcessingException cause) {
      super(cause.getOriginalMessage(), cause);
      JsonLocation at = cause.getLocation();
      this.line = at == null ? 1 : at.getLineNr();
      this.column = at == null ? 1 : at.getColumnNr();
    }

    /** From 1. */
    public int line() {
      return line;
    }

    /** From 1. */
    public int column() {
      return column;
    }
  }

  /**
   * The same values, a line for each.
   *
   * @param most letters that it may have
   * @throws SyntaxException when it is not JSON
   * @throws TooLongException when it would have more
   */
  public static String pretty(String text, int most) throws SyntaxException, TooLongException {
    LimitedWriter laidOut = new LimitedWriter(most);
    try (JsonParser parser = JSON.createParser(text);
        JsonGenerator generator = JSON.createGenerator(laidOut)) {
      generator.setPrettyPrinter(printer());
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        copy(parser, generator, token);
      }
    } catch (JsonProcessingException e) {
      throw new SyntaxException(e);
    } catch (LimitedWriter.FullException e) {
      throw new TooLongException();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not of texts
    }
    return laidOut.toString();
  }

  private static void copy(JsonParser from, JsonGenerator to, JsonToken token) throws IOException {
    if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
      to.writeNumber(from.getText()); // 1.0 stays 1.0, and long ones stay whole
    } else {
      to.copyCurrentEvent(from);
    }
  }

  private static DefaultPrettyPrinter printer() {
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter(
            Separators.createDefaultInstance()
                .withRootSeparator("\n")
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER));
    printer.indentArraysWith(lines);
    printer.indentObjectsWith(lines);
    return printer;
  }
}
