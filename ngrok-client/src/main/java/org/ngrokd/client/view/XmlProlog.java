package org.ngrokd.client.view;

/**
 * Finds in a document what parsers do not give back: the declaration and the document type, as they
 * are written. Source: XML 1.0 §2.8.
 *
 * @param declaration "<?xml version="1.0"?>", or ""
 * @param documentType "<!DOCTYPE a [...]>", or ""
 * @param isCut whether the document type has no end
 */
record XmlProlog(String declaration, String documentType, boolean isCut) {

  static XmlProlog of(String text) {
    boolean isDeclared = text.startsWith("<?xml") && text.indexOf("?>") > 0;
    int declarationEnd = isDeclared ? text.indexOf("?>") + 2 : 0;
    int type = skipBesides(text, declarationEnd);
    int typeEnd = typeEnd(text, type);
    return new XmlProlog(
        text.substring(0, declarationEnd),
        text.substring(type, Math.min(typeEnd, text.length())),
        typeEnd > text.length());
  }

  /** Goes past comments, instructions and blanks. */
  private static int skipBesides(String text, int from) {
    int at = from;
    int next = skipOne(text, at);
    while (next > at) {
      at = next;
      next = skipOne(text, at);
    }
    return at;
  }

  private static int skipOne(String text, int at) {
    if (text.startsWith("<!--", at)) {
      return past(text, "-->", at + 4);
    }
    if (text.startsWith("<?", at)) {
      return past(text, "?>", at + 2);
    }
    boolean isBlank = at < text.length() && text.charAt(at) <= ' ';
    return isBlank ? at + 1 : at;
  }

  private static int past(String text, String end, int from) {
    int at = text.indexOf(end, from);
    return at < 0 ? text.length() : at + end.length();
  }

  /** Past the bracket that ends it and is in nothing else; past the text where there is none. */
  private static int typeEnd(String text, int begin) {
    if (!text.startsWith("<!DOCTYPE", begin)) {
      return begin;
    }
    int depth = 0;
    int at = begin;
    while (at < text.length()) {
      char here = text.charAt(at);
      int skipped = skipOne(text, at);
      if (here == '"' || here == '\'') {
        at = past(text, String.valueOf(here), at + 1);
      } else if (skipped > at) {
        at = skipped;
      } else {
        depth += here == '<' ? 1 : here == '>' ? -1 : 0;
        at++;
        if (depth == 0) {
          return at;
        }
      }
    }
    return text.length() + 1;
  }
}
