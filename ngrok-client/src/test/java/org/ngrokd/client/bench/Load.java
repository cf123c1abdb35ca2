package org.ngrokd.client.bench;

/** The rows of the tables. */
enum Load {
  TCP_KEEP_ALIVE("TCP tunnel, keep-alive, 32 connections", Kind.REQUESTS),
  HTTP_KEEP_ALIVE("HTTP, keep-alive, 32 connections", Kind.REQUESTS),
  TCP_NEW("TCP tunnel, new connections, 16 at once", Kind.CONNECTIONS),
  HTTP_NEW("HTTP, new connections, 16 at once", Kind.CONNECTIONS),
  TCP_DOWN("TCP tunnel, download", Kind.DOWNLOAD),
  HTTP_DOWN("HTTP, download", Kind.DOWNLOAD),
  TCP_UP("TCP tunnel, upload", Kind.UPLOAD),
  HTTP_UP("HTTP, upload", Kind.UPLOAD);

  private final String title;
  private final Kind kind;

  /** What is done again and again. */
  enum Kind {
    REQUESTS,
    CONNECTIONS,
    DOWNLOAD,
    UPLOAD
  }

  Load(String title, Kind kind) {
    this.title = title;
    this.kind = kind;
  }

  String title() {
    return title;
  }

  Kind kind() {
    return kind;
  }

  boolean isBulk() {
    return kind == Kind.DOWNLOAD || kind == Kind.UPLOAD;
  }

  boolean isTcp() {
    return name().startsWith("TCP");
  }
}
