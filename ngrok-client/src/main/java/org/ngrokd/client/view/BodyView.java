package org.ngrokd.client.view;

import java.util.ArrayList;
import java.util.List;

/**
 * A body as a person reads it.
 *
 * @param kind which of the others matter
 * @param type its Content-Type without parameters, or ""
 * @param size all of it as it was on the wire, in bytes
 * @param text laid out where it is JSON or XML, "" where it is no text
 * @param fields of a form
 * @param parts of a multipart body
 * @param notes what a person should know of it
 * @param error where a text is not what its type says
 */
public record BodyView(
    Kind kind,
    String type,
    long size,
    String text,
    List<FormText.Field> fields,
    List<PartView> parts,
    List<Note> notes,
    List<SyntaxError> error) {

  /** The same, with one thing more to know. */
  BodyView with(Note note) {
    List<Note> more = new ArrayList<>(notes);
    more.add(note);
    return new BodyView(kind, type, size, text, fields, parts, more, error);
  }

  /** How a body is shown. */
  public enum Kind {
    EMPTY,
    JSON,
    XML,
    FORM,
    MULTIPART,
    IMAGE,
    TEXT,
    BINARY
  }

  /**
   * Something to know of a body.
   *
   * @param kind "kept": only so many bytes were; "unpacked": from these encodings; "damaged": why
   *     not all could be unpacked; "asWritten": laid out it would be too long; "onlyParts" and
   *     "onlyFields": only the first so many are shown
   */
  public record Note(String kind, String detail) {}

  /** A place in a text, both from 1. */
  public record SyntaxError(String message, int line, int column) {}

  /**
   * A part of a multipart body.
   *
   * @param name of the form's field, or ""
   * @param fileName of an uploaded file, or ""
   */
  public record PartView(String name, String fileName, BodyView body) {}
}
