package org.ngrokd.client.view;

import java.io.StringReader;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.ngrokd.kit.json.TooLongException;

/** Lays XML out for people. Nothing outside the text is ever read. */
final class XmlText {
  private final XMLStreamReader reader;
  private final XmlProlog prolog;
  private final StringBuilder out = new StringBuilder();
  private final int most;
  private int depth;
  private boolean hasText;

  private XmlText(XMLStreamReader reader, XmlProlog prolog, int most) {
    this.reader = reader;
    this.prolog = prolog;
    this.most = most;
  }

  /**
   * The same document, a line for each element.
   *
   * @param most letters that it may have
   * @throws XMLStreamException with the place, when it is none
   * @throws TooLongException when it would have more: each level of nesting is more to indent
   */
  static String pretty(String text, int most) throws XMLStreamException, TooLongException {
    XMLStreamReader reader = factory().createXMLStreamReader(new StringReader(text));
    XmlText pretty = new XmlText(reader, XmlProlog.of(text), most);
    if (pretty.prolog.isCut()) { // the parser would write to the terminal
      throw new XMLStreamException("the document type has no end", reader.getLocation());
    }
    pretty.out.append(pretty.prolog.declaration());
    while (pretty.reader.hasNext()) {
      pretty.copy(pretty.reader.next());
      if (pretty.out.length() > most) {
        throw new TooLongException();
      }
    }
    return pretty.out.toString().strip();
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
    factory.setProperty("http://java.sun.com/xml/stream/properties/report-cdata-event", true);
    return factory;
  }

  private void copy(int event) {
    switch (event) {
      case XMLStreamReader.START_ELEMENT -> begin();
      case XMLStreamReader.END_ELEMENT -> end();
      case XMLStreamReader.CHARACTERS -> text(escaped(reader.getText()));
      case XMLStreamReader.CDATA -> text("<![CDATA[" + reader.getText() + "]]>");
      case XMLStreamReader.ENTITY_REFERENCE -> text("&" + reader.getLocalName() + ";");
      case XMLStreamReader.COMMENT -> line("<!--" + reader.getText() + "-->");
      case XMLStreamReader.PROCESSING_INSTRUCTION -> instruction();
      case XMLStreamReader.DTD -> line(prolog.documentType()); // which is shown, but not read
      default -> {}
    }
  }

  private void instruction() {
    String data = reader.getPIData();
    String target = reader.getPITarget();
    line("<?" + target + (data == null || data.isEmpty() ? "" : " " + data) + "?>");
  }

  private void begin() {
    StringBuilder tag = new StringBuilder("<").append(reader.getLocalName());
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      tag.append(' ').append(attributeName(i)).append("=\"");
      tag.append(escaped(reader.getAttributeValue(i)).replace("\"", "&quot;")).append('"');
    }
    line(tag.append('>').toString());
    depth++;
    hasText = false;
  }

  /** As it is written: of elements the prefix is part of the name, of attributes it is not. */
  private String attributeName(int index) {
    String prefix = reader.getAttributePrefix(index);
    String name = reader.getAttributeLocalName(index);
    return prefix == null || prefix.isEmpty() ? name : prefix + ":" + name;
  }

  private void end() {
    depth--;
    String tag = "</" + reader.getLocalName() + ">";
    if (hasText || isJustBegun()) {
      out.append(tag);
    } else {
      line(tag);
    }
    hasText = false;
  }

  /** Whether the last line is the start of the element that ends here. */
  private boolean isJustBegun() {
    int line = out.lastIndexOf("\n") + 1;
    return out.indexOf("<" + reader.getLocalName(), line) == line + 2 * depth
        && out.indexOf("</", line) < 0;
  }

  private void text(String text) {
    if (!text.isBlank() || hasText) {
      out.append(text);
      hasText = true;
    }
  }

  private void line(String text) {
    if (out.length() + 2 * depth > most) {
      out.setLength(most + 1); // is noticed when it has been copied
      return;
    }
    if (out.length() > 0) {
      out.append('\n');
    }
    out.append("  ".repeat(depth)).append(text);
    hasText = false;
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
