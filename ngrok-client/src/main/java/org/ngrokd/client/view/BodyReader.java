package org.ngrokd.client.view;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.xml.stream.XMLStreamException;
import org.ngrokd.client.inspect.Header;
import org.ngrokd.client.inspect.SeenBody;
import org.ngrokd.client.view.BodyView.Kind;
import org.ngrokd.client.view.BodyView.Note;
import org.ngrokd.client.view.BodyView.PartView;
import org.ngrokd.client.view.BodyView.SyntaxError;
import org.ngrokd.kit.json.JsonText;
import org.ngrokd.kit.json.TooLongException;

/** Makes views of bodies by what their headers say of them, and by what they look like. */
public final class BodyReader {
  private static final int DEEPEST = 3;

  /** How much longer than it is a text may become by being laid out; most double. */
  private static final int MOST_TIMES = 16;

  /** A short one may become so long in any case, in letters. */
  private static final int ANY_MAY_BE = 1024 * 1024;

  /** Of all parts of a multipart body, and of those in them: each is an object, however short. */
  private static final int MOST_PARTS = 1000;

  private BodyReader() {}

  /** The body of a message with these headers. */
  public static BodyView view(List<Header> headers, SeenBody body) {
    List<Note> notes = new ArrayList<>();
    if (!body.isWhole()) {
      notes.add(new Note("kept", String.valueOf(body.captured().remaining())));
    }
    ContentDecoding decoded = decoded(headers, body);
    if (!decoded.encodings().isEmpty()) {
      notes.add(new Note("unpacked", String.join(", ", decoded.encodings())));
    }
    if (!decoded.trouble().isEmpty()) {
      notes.add(new Note("damaged", decoded.trouble()));
    }
    AtomicInteger partsLeft = new AtomicInteger(MOST_PARTS);
    BodyView view =
        new Reading(type(headers), decoded.bytes(), body.size(), notes, partsLeft).view(0);
    return partsLeft.get() < 0
        ? view.with(new Note("onlyParts", String.valueOf(MOST_PARTS)))
        : view;
  }

  /** How long a text may be when it is laid out, in letters. */
  static int longest(String text) {
    long relative = Math.max(ANY_MAY_BE, (long) MOST_TIMES * text.length());
    return (int) Math.min(relative, Math.max(2L * text.length(), ContentDecoding.LONGEST));
  }

  /** What a body is without its encodings, as far as it was kept. */
  public static byte[] plain(List<Header> headers, SeenBody body) {
    return decoded(headers, body).bytes();
  }

  /** As a text, however little of one it is. */
  public static String text(List<Header> headers, SeenBody body) {
    return TextDecoding.decode(plain(headers, body), type(headers));
  }

  /**
   * What was kept of a body, without its encodings.
   *
   * @param plain its bytes
   * @param text them as a text; empty where they are none, or one in another charset than UTF-8
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Contents(byte[] plain, Optional<String> text) {}

  /** The contents of the body of a message with these headers. */
  public static Contents contents(List<Header> headers, SeenBody body) {
    byte[] plain = plain(headers, body);
    MediaType type = type(headers);
    boolean isText = plain.length == 0 || isText(type, plain);
    Optional<String> text =
        Optional.of(plain)
            .filter(bytes -> isText)
            .map(bytes -> TextDecoding.decode(bytes, type))
            .filter(decoded -> Arrays.equals(decoded.getBytes(StandardCharsets.UTF_8), plain));
    return new Contents(plain, text);
  }

  private static boolean isText(MediaType type, byte[] plain) {
    boolean isNamedSo = type.isJson() || type.isXml() || type.isForm() || type.isText();
    return !type.isPicture() && (isNamedSo || type.isMultipart() || TextDecoding.isReadable(plain));
  }

  private static ContentDecoding decoded(List<Header> headers, SeenBody body) {
    return ContentDecoding.of(body.bytes(), Header.find(headers, "Content-Encoding").orElse(""));
  }

  private static MediaType type(List<Header> headers) {
    return MediaType.parse(Header.find(headers, "Content-Type").orElse(""));
  }

  /** One body on its way to a view. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Reading(
      MediaType type, byte[] bytes, long size, List<Note> notes, AtomicInteger partsLeft) {

    BodyView view(int depth) {
      if (bytes.length == 0) {
        return with(Kind.EMPTY, "", List.of());
      }
      if (type.isPicture()) {
        return with(Kind.IMAGE, "", List.of());
      }
      if (type.isMultipart() && depth < DEEPEST) {
        return multipart(depth);
      }
      boolean isText = type.isJson() || type.isXml() || type.isForm() || type.isText();
      if (!isText && !TextDecoding.isReadable(bytes)) {
        return with(Kind.BINARY, "", List.of());
      }
      return text(TextDecoding.decode(bytes, type));
    }

    private BodyView text(String text) {
      String begin = text.stripLeading();
      boolean isUntold = !type.isText() && !type.isForm();
      if (type.isForm()) {
        Charset charset =
            type.parameter("charset").flatMap(TextDecoding::named).orElse(StandardCharsets.UTF_8);
        List<FormText.Field> fields = FormText.parse(text.strip(), charset);
        BodyView form =
            new BodyView(Kind.FORM, type.type(), size, text, fields, List.of(), notes, List.of());
        return fields.size() < FormText.MOST_FIELDS
            ? form
            : form.with(new Note("onlyFields", String.valueOf(FormText.MOST_FIELDS)));
      }
      if (type.isJson() || (isUntold && (begin.startsWith("{") || begin.startsWith("[")))) {
        return json(text);
      }
      if (type.isXml() || (isUntold && (begin.startsWith("<?xml") || begin.startsWith("<xml")))) {
        return xml(text);
      }
      return with(Kind.TEXT, text, List.of());
    }

    private BodyView json(String text) {
      try {
        return with(Kind.JSON, JsonText.pretty(text, longest(text)), List.of());
      } catch (TooLongException e) {
        return asWritten(Kind.JSON, text);
      } catch (JsonText.SyntaxException e) {
        SyntaxError error = new SyntaxError(String.valueOf(e.getMessage()), e.line(), e.column());
        return with(Kind.JSON, text, List.of(error));
      }
    }

    private BodyView xml(String text) {
      try {
        return with(Kind.XML, XmlText.pretty(text, longest(text)), List.of());
      } catch (TooLongException e) {
        return asWritten(Kind.XML, text);
      } catch (XMLStreamException e) {
        SyntaxError error =
            new SyntaxError(
                lastLine(String.valueOf(e.getMessage())),
                e.getLocation().getLineNumber(),
                e.getLocation().getColumnNumber());
        return with(Kind.XML, text, List.of(error));
      }
    }

    private BodyView asWritten(Kind kind, String text) {
      return with(kind, text, List.of()).with(new Note("asWritten", ""));
    }

    /** The parser tells the place first, which is told already. */
    private static String lastLine(String message) {
      return message.substring(message.lastIndexOf('\n') + 1).replaceFirst("^Message: ", "");
    }

    private BodyView multipart(int depth) {
      List<PartView> parts = new ArrayList<>();
      int most = Math.max(0, partsLeft.get());
      for (Multipart.Part part :
          Multipart.parts(bytes, type.parameter("boundary").orElseThrow(), most + 1)) {
        if (partsLeft.decrementAndGet() < 0) {
          break;
        }
        MediaType disposition =
            MediaType.parse(Header.find(part.headers(), "Content-Disposition").orElse(""));
        Reading inner =
            new Reading(
                BodyReader.type(part.headers()),
                part.body(),
                part.body().length,
                List.of(),
                partsLeft);
        parts.add(
            new PartView(
                disposition.parameter("name").orElse(""),
                disposition.parameter("filename").orElse(""),
                inner.view(depth + 1)));
      }
      return new BodyView(
          Kind.MULTIPART, type.type(), size, "", List.of(), parts, notes, List.of());
    }

    private BodyView with(Kind kind, String text, List<SyntaxError> error) {
      return new BodyView(kind, type.type(), size, text, List.of(), List.of(), notes, error);
    }
  }
}
